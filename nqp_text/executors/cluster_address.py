"""``--cluster``: an address of a scheduler, a cluster to start here, or one to ask SLURM for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nqp_text.errors import MissingExtraError, SettingsError

CONNECT_SECONDS = 30


@contextmanager
def connected(spec: str) -> Iterator[Any]:
    """A Dask client of the cluster. What was started for it ends with it."""
    with TemporaryDirectory(prefix="nqp-cluster-", ignore_cleanup_errors=True) as scratch:
        yield from _connected(spec, scratch)


def _connected(spec: str, scratch: str) -> Iterator[Any]:
    distributed = _distributed()
    kind, _, value = spec.partition(":")
    if kind == "local":
        cluster = distributed.LocalCluster(
            n_workers=int(value),
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            local_directory=scratch,
            memory_limit=0,  # the limits are those of our child processes
        )
    elif kind == "slurm":
        cluster = slurm_cluster(Path(value))
    else:
        cluster = None
    try:
        with _client(distributed, spec, cluster) as client:
            yield client
    finally:
        if cluster is not None:
            cluster.close()


def _client(distributed: Any, spec: str, cluster: Any) -> Any:
    try:
        return distributed.Client(
            cluster or spec, timeout=CONNECT_SECONDS, direct_to_workers=True, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The scheduler does not answer: {' '.join(str(error).split())[:200]}",
            where=f"--cluster {spec}",
            fix="Start it with `dask scheduler`, and check the address and the firewall.",
        ) from error


def slurm_cluster(config: Path) -> Any:
    """A cluster of SLURM jobs as the TOML file says, asked for at once.

    ``jobs`` is how many to submit; the other keys are those of ``dask_jobqueue.SLURMCluster``.
    """
    values = _slurm_values(config)
    jobs = values.pop("jobs", 1)
    try:
        from dask_jobqueue.slurm import SLURMCluster
    except ImportError as error:
        raise MissingExtraError("dask-jobqueue", "cluster") from error
    try:
        cluster: Any = SLURMCluster(**values)
    except (TypeError, ValueError) as error:
        raise SettingsError(
            f"SLURM cannot be asked with these values: {error}",
            where=str(config),
            fix="See docs/scaling.md for an example.",
        ) from error
    cluster.scale(jobs=jobs)
    return cluster


def _slurm_values(config: Path) -> dict[str, Any]:
    try:
        values: Mapping[str, Any] = tomllib.loads(config.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The configuration of the cluster cannot be read: {error}",
            where=f"--cluster slurm:{config}",
            fix="Name a TOML file; see docs/scaling.md for an example.",
        ) from error
    missing = [name for name in ("cores", "memory") if name not in values]
    if missing or not isinstance(values.get("jobs", 1), int):
        raise SettingsError(
            f"Missing or wrong: {', '.join(missing) or 'jobs'}.",
            where=str(config),
            fix='Give at least cores = 4 and memory = "16GB"; jobs is a whole number.',
        )
    return dict(values)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise MissingExtraError("distributed", "cluster") from error
    return distributed
