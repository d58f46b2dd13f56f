"""Tasks for the workers of a real cluster: a pair of what to do and a value; results are bytes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def act(task):
    word, value = task
    if word == "sleep":
        time.sleep(value)
        return b"slept"
    if word == "crash":
        os._exit(3)
    if word == "kill the worker":  # this process is its child
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(30)
    if word == "where":
        return str(Path.cwd()).encode()
    if word == "slow":
        time.sleep(0.2)
    return str(value * 2).encode()


def version():
    return "one"


def other_version():
    return "two"
