"""May a run be written into this folder? Asked before any work is done."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from nqp_text.errors import RunFolderError
from nqp_text.pipeline.plan import is_begun

Mode = Literal["new", "fresh", "resume", "retry"]
"""new: the folder holds no run; fresh: replace the run; resume: go on with it, or begin it;
retry: go on, and do again what failed.
"""


def check_folder(folder: Path, mode: Mode) -> None:
    """Raise if the folder holds a run and ``mode`` does not say what becomes of it.

    Raise, too, if it holds something else.
    """
    from nqp_text.outputs import check_room

    check_room(folder)
    finished = (folder / "manifest.json").exists()
    if mode == "new" and (finished or is_begun(folder)):
        raise RunFolderError(
            f"The folder holds a run already{'' if finished else ', which was interrupted'}.",
            where=str(folder),
            fix="Go on with this run with --resume, replace it with --fresh, or choose another "
            "folder with --out.",
        )
