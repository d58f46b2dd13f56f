"""Checkpoints without pickle: tensors in safetensors, the rest in JSON, written atomically.

A checkpoint knows what it was trained on and how. Going on with other data, another tokenizer or
another order of the data would give weights that no command describes, so that is an error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nqp_text.errors import ResourceError, SettingsError

FILE = "checkpoint.safetensors"


def save_checkpoint(
    folder: Path,
    model: Any,
    optimizer: Any,
    progress: Mapping[str, Any],
    made_with: Mapping[str, Any],
) -> None:
    """Writes weights, optimizer moments and progress; a broken write leaves the old one intact.

    ``made_with``: what has to be the same in the run that goes on, by option or by name.
    """
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
        metadata={"progress": json.dumps(progress), "made_with": json.dumps(dict(made_with))},
    )
    part.replace(folder / FILE)


def load_checkpoint(
    folder: Path, model: Any, optimizer: Any, made_with: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Restores what ``save_checkpoint`` wrote; None when there is nothing to resume.

    Raises ``ResourceError`` if the file cannot be read or does not say what it was made with, and
    ``SettingsError`` if that was something else than ``made_with``.
    """
    from safetensors import SafetensorError, safe_open

    path = folder / FILE
    if not path.exists():
        return None
    state: dict[str, Any] = {}
    moments: dict[int, dict[str, Any]] = {}
    try:
        with safe_open(path, framework="pt") as file:
            facts = file.metadata() or {}
            _check(facts, made_with, path)
            progress: dict[str, Any] = json.loads(facts["progress"])
            for name in file.keys():  # noqa: SIM118 - safe_open is no mapping
                kind, _, rest = name.partition(".")
                if kind == "model":
                    state[rest] = file.get_tensor(name)
                else:
                    index, _, field = rest.partition(".")
                    moments.setdefault(int(index), {})[field] = file.get_tensor(name)
    except (SafetensorError, ValueError) as error:
        raise ResourceError(
            f"The checkpoint cannot be read: {error}",
            where=str(path),
            fix="Remove it to start again, or bring back an intact copy.",
        ) from error
    model.load_state_dict(state)
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": moments, "param_groups": groups})
    return progress


def _check(facts: Mapping[str, str], made_with: Mapping[str, Any], path: Path) -> None:
    if "made_with" not in facts or "progress" not in facts:
        raise ResourceError(
            "The checkpoint does not say which data, tokenizer and settings it was made with.",
            where=str(path),
            fix="An earlier version wrote it: remove it, or start again in another --work.",
        )
    before: dict[str, Any] = json.loads(facts["made_with"])
    other = [
        f"{name}: {before.get(name, 'not recorded')} then, {value} now"
        for name, value in made_with.items()
        if before.get(name) != value
    ]
    if other:
        raise SettingsError(
            f"The checkpoint was made with something else ({'; '.join(other)}).",
            where=str(path),
            fix="Give the same text and options (budget, --stop-after, --mixed and --no-compile "
            "may change), or start again in another --work.",
        )
