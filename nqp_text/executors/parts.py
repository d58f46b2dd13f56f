"""Results on their way from a cluster, as Parquet parts: the scheduler never sees them.

A part holds the answers to one batch: ``index`` (the number of the task), ``answer`` (the bytes as
``answers`` encodes them, failures included). It is written by the worker and read by the driver,
through a folder that both see, or straight from the worker's memory where they share none.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path

Answers = list[tuple[int, bytes]]

SUFFIX = ".parquet"


def encode_part(answers: Iterable[tuple[int, bytes]]) -> bytes:
    """The bytes of a part."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = list(answers)
    table = pa.table(
        {
            "index": pa.array([index for index, _ in rows], pa.int64()),
            "answer": pa.array([answer for _, answer in rows], pa.large_binary()),
        }
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="none")  # the answers are compressed already
    data: bytes = sink.getvalue().to_pybytes()
    return data


def decode_part(data: bytes) -> Answers:
    """The answers of a part; raises ``ValueError`` for anything else."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data), columns=["index", "answer"])
        return list(zip(table["index"].to_pylist(), table["answer"].to_pylist(), strict=True))
    except (pa.ArrowException, KeyError, OSError) as error:
        raise ValueError(f"not a part: {error}") from error


def write_part(folder: Path, name: str, data: bytes) -> Path:
    """Write a part under its name, whole or not at all."""
    target = folder / f"{name}{SUFFIX}"
    temporary = folder / f".{name}.{secrets.token_hex(4)}.tmp"
    temporary.write_bytes(data)
    temporary.replace(target)
    return target
