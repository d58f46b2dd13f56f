"""What a worker is given for one file and what it gives back: the seam to every executor.

``do_job`` is a pure function of the file, its name and the settings. It may run in this process, in
a child or on another machine, and gives the same bytes everywhere; they are what the run folder
stores (``storage.results``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nqp_text.pipeline.file import scan_file
from nqp_text.pipeline.rows import failed_result
from nqp_text.pipeline.sources import Source
from nqp_text.records import DocumentResult, Failure
from nqp_text.settings import Settings
from nqp_text.storage.results import Key, encode_result


@dataclass(frozen=True, slots=True)
class Job:
    """One file to do.

    ``doc_id`` is the hash of its bytes where the driver knows it already; ``task`` is the key that
    the result is stored under (``keys.task_key``).
    """

    source: Source
    doc_id: str = ""
    task: str = ""


def do_job(job: Job, settings: Settings) -> bytes:
    """Read, tag and count one file; the result is encoded, also that of a file that was not read.

    Raises ``NqpError`` only for what concerns the whole run, such as a broken lexicon.
    """
    result = scan_file(job.source, settings, doc_id=job.doc_id)
    if not result.doc_id and job.doc_id:
        result = with_id(result, job.doc_id)
    return encode_result(result, key_of(job, settings))


def failed_job(job: Job, failure: Failure, seconds: float, settings: Settings) -> bytes:
    """The encoded result of a file whose worker gave none."""
    result = failed_result(job.source, job.doc_id, failure, seconds)
    return encode_result(result, key_of(job, settings))


def key_of(job: Job, settings: Settings) -> Key:
    """What the job's result is stored under."""
    return Key(job.task, settings.limit_seconds, settings.limit_memory)


def with_id(result: DocumentResult, doc_id: str) -> DocumentResult:
    """The result of a file whose bytes were hashed but not read."""
    return replace(result, doc_id=doc_id, document={**result.document, "doc_id": doc_id})
