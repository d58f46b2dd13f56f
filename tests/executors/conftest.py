"""Makes ``child_tasks`` importable here and, since spawn hands on ``sys.path``, in children."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
