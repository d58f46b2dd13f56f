"""May a run be written into this folder? Asked before any work is done."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from nqp_text.errors import RunFolderError

Mode = Literal["new", "fresh", "resume"]
"""new: the folder holds no run; fresh: replace the run; resume: go on with it."""


def check_folder(folder: Path, mode: Mode) -> None:
    """Raise if the folder holds a run and ``mode`` does not say what becomes of it.

    A folder with other content is refused by the writer itself, whatever the mode.
    """
    if mode == "resume":
        raise RunFolderError(
            "Going on with an interrupted run is not possible yet.",
            where="--resume",
            fix="Use --fresh to scan all files again.",
        )
    finished, begun = ((folder / name).exists() for name in ("manifest.json", "parts"))
    if mode == "new" and (finished or begun):
        raise RunFolderError(
            f"The folder holds a run already{'' if finished else ', which was interrupted'}.",
            where=str(folder),
            fix="Choose another folder with --out, or replace this run with --fresh.",
        )
