"""Checkpoints without pickle: tensors in safetensors, the rest in JSON, written atomically."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def save_checkpoint(folder: Path, model: Any, optimizer: Any, progress: dict[str, Any]) -> None:
    """Writes weights, optimizer moments and progress; a broken write leaves the old one intact."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"model.{name}": t.detach().cpu() for name, t in model.state_dict().items()}
    for index, values in optimizer.state_dict()["state"].items():
        for name, value in values.items():
            tensors[f"optimizer.{index}.{name}"] = value.detach().cpu()
    # The progress is stored inside the same file, so weights and step can never disagree.
    part = folder / "checkpoint.part"
    save_file(
        {name: tensor.clone().contiguous() for name, tensor in tensors.items()},
        part,
        metadata={"progress": json.dumps(progress)},
    )
    part.replace(folder / "checkpoint.safetensors")


def load_checkpoint(folder: Path, model: Any, optimizer: Any) -> dict[str, Any] | None:
    """Restores what ``save_checkpoint`` wrote; None when there is nothing to resume."""
    from safetensors import safe_open

    path = folder / "checkpoint.safetensors"
    if not path.exists():
        return None
    state: dict[str, Any] = {}
    moments: dict[int, dict[str, Any]] = {}
    with safe_open(path, framework="pt") as file:
        progress: dict[str, Any] = json.loads(file.metadata()["progress"])
        for name in file.keys():  # noqa: SIM118 - safe_open is no mapping
            kind, _, rest = name.partition(".")
            if kind == "model":
                state[rest] = file.get_tensor(name)
            else:
                index, _, field = rest.partition(".")
                moments.setdefault(int(index), {})[field] = file.get_tensor(name)
    model.load_state_dict(state)
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": moments, "param_groups": groups})
    return progress
