"""One thread: on a busy machine, threads that wait for each other take minutes for seconds."""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("torch"):
    import torch

    torch.set_num_threads(1)
