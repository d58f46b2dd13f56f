"""What child processes of these tests do. They must be importable from a spawned process."""

from __future__ import annotations

import os
import time
from pathlib import Path

from nqp_text.errors import DocumentError, NqpError
from nqp_text.web import audit_file


def work(task):
    if task == "die":
        os._exit(3)
    if str(task).startswith("sleep "):  # the file that follows says that it has begun
        Path(task.removeprefix("sleep ")).touch()
        time.sleep(600)
    if task == "refuse":
        raise DocumentError("No.", status="encrypted")
    if task == "settings":
        raise NqpError("The lexicon is broken.")
    return task, os.getpid()


def append_many(folder, name, count):
    for number in range(count):
        audit_file.append(folder, {"id": str(number), "annotator": name, "text": "长" * 5000})
