"""How long a scan of a whole market takes on a cluster: a simulation from measured costs.

    python benchmarks/cluster_model.py [--seconds 0.49 1.75] [--tasks 300] [--measure]

Plays the driver, the scheduler and the workers event by event: the driver hashes every file and
hands out batches, the scheduler takes its time per task, workers fetch the bytes of their files
over one shared link and work, the driver stores what comes back. ``--measure`` first asks a real
scheduler on this machine how many tasks a second it manages.
"""

from __future__ import annotations

import argparse
import heapq
import random
import time
from dataclasses import dataclass

BATCH = 4
AHEAD = 2


@dataclass(frozen=True)
class Costs:
    """Seconds per document on one core, seconds of the scheduler per task, and so on."""

    document: float
    task: float
    hash: float
    store: float
    megabytes: float
    link: float
    deaths_per_hour: float


def main() -> None:
    """Print hours by corpus and number of workers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--seconds", type=float, nargs="+", default=[0.49, 1.75],
        help="a document on one core, by method (default: the lexicon and the hybrid)",
    )  # fmt: skip
    parser.add_argument("--tasks", type=float, default=300.0, help="tasks a second, scheduler")
    parser.add_argument("--hash", type=float, default=0.003, help="driver, per file: hash")
    parser.add_argument("--store", type=float, default=0.002, help="driver, per result: store")
    parser.add_argument("--megabytes", type=float, default=3.5, help="a file")
    parser.add_argument("--link", type=float, default=1000.0, help="MB/s of the shared storage")
    parser.add_argument("--deaths", type=float, default=0.0, help="of a worker, per hour")
    parser.add_argument("--documents", type=int, nargs="+", default=[65_000, 1_000_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 16, 64, 256, 1024])
    parser.add_argument("--measure", action="store_true")
    arguments = parser.parse_args()
    tasks = measured_tasks() if arguments.measure else arguments.tasks
    print(f"{tasks:.0f} tasks/s, batches of {BATCH}, files of {arguments.megabytes} MB,", end=" ")
    print(f"{arguments.hash} s to hash one and {arguments.store} s to store a result")
    for seconds in arguments.seconds:
        costs = Costs(
            seconds,
            1 / tasks,
            arguments.hash,
            arguments.store,
            arguments.megabytes,
            arguments.link,
            arguments.deaths,
        )
        print(f"\n{seconds} s a document")
        print_table(costs, arguments.documents, arguments.workers)


def print_table(costs: Costs, sizes: list[int], pools: list[int]) -> None:
    """A line for every number of documents and of workers."""
    print(f"{'documents':>10} {'workers':>8} {'hours':>8} {'of the ideal':>13}  limited by")
    for documents in sizes:
        for workers in pools:
            hours, busy = simulated(documents, workers, costs)
            ideal = documents * costs.document / workers / 3600
            print(f"{documents:10} {workers:8} {hours:8.2f} {ideal / hours:12.0%}  {busy}")


def simulated(documents: int, workers: int, costs: Costs, seed: int = 1) -> tuple[float, str]:
    """Hours from the first file to the last result, and what was busy all the time."""
    chance = random.Random(seed)
    batches = -(-documents // BATCH)
    driver = scheduler = link = 0.0  # when each is free again
    spent = {"driver": 0.0, "scheduler": 0.0, "storage": 0.0, "workers": 0.0}
    free = [0.0] * workers  # when each worker has done its last batch
    heapq.heapify(free)
    under_way: list[float] = []
    end, begun = 0.0, 0
    while begun < batches or under_way:
        if begun < batches and len(under_way) < workers * AHEAD:
            begun += 1
            driver += BATCH * costs.hash
            scheduler = max(scheduler, driver) + costs.task
            ready = heapq.heappop(free)
            start = max(ready, scheduler)
            moved = BATCH * costs.megabytes / costs.link
            link = max(link, start) + moved
            # Reports differ: a lognormal spread of 0.5 is what the measured ones have.
            work = sum(costs.document * chance.lognormvariate(-0.125, 0.5) for _ in range(BATCH))
            if chance.random() < work * costs.deaths_per_hour / 3600:
                work += work * chance.random()  # the batch is lost and done again
            done = max(link, start) + work
            heapq.heappush(free, done)
            heapq.heappush(under_way, done)
            spent["driver"] += BATCH * costs.hash
            spent["scheduler"] += costs.task
            spent["storage"] += moved
            spent["workers"] += work
        else:
            done = heapq.heappop(under_way)
            driver = max(driver, done) + BATCH * costs.store
            spent["driver"] += BATCH * costs.store
            end = max(end, driver)
    spent["workers"] /= workers
    return end / 3600, max(spent, key=lambda part: spent[part])


def measured_tasks() -> float:
    """Tasks that do nothing, a second, with the batches and the client of ``nqp scan``."""
    import distributed

    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.gather(client.map(nothing, range(50), pure=False))
        began, number = time.perf_counter(), 2000
        client.gather(client.map(nothing, range(number), pure=False))
        return number / (time.perf_counter() - began)


def nothing(number: int) -> int:
    """A task that costs its scheduling."""
    return number


if __name__ == "__main__":
    main()
