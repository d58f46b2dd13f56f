"""A panel as it was asked for, in plain values: so that a bundle can ask for the same again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqp_text.cli.index_options import panel_choices
from nqp_text.errors import RunFolderError

if TYPE_CHECKING:
    from nqp_text.outputs import Run
    from nqp_text.outputs.panel_facts import Extras

WIDE_MEASURES = ("share_listed", "per_10k", "ln1p")
WIDE_SCOPES = ("attention", "substantive", "implementation")
_SCHEMES = ("equal", "entropy", "pca")
_FILES = ("weights", "groups", "evaluation", "code_history")


@dataclass(frozen=True, slots=True)
class PanelRequest:
    """The options of a panel as a user gives them; files by their paths."""

    by: str = "firm-year"
    measures: tuple[str, ...] = WIDE_MEASURES
    scopes: tuple[str, ...] = WIDE_SCOPES
    weights: str = "equal"
    weight_years: str | None = None
    section: str | None = None
    tables: bool = True
    winsorise: float | None = None
    standardise: str | None = None
    groups: str | None = None
    base: str | None = None
    evaluation: str | None = None
    min_chars: int = 200
    facets: bool = False
    join: tuple[str, ...] = ()
    code_history: str | None = None

    def options(self, run: Run) -> dict[str, Any]:
        """The options of ``Run.panel``, with files read; measure and scope are left out."""
        groups, evaluation = (
            Path(file) if file else None for file in (self.groups, self.evaluation)
        )
        return {
            "by": self.by,
            "weights": self.weights,
            "section": self.section,
            "tables": self.tables,
            "winsorise": self.winsorise,
            "min_chars": self.min_chars,
            "facets": self.facets,
            **panel_choices(
                run, self.weight_years, self.standardise, groups, self.base, evaluation
            ),
        }

    def extras(self, run: Run) -> Extras:
        """The tables to join, read with the codes of the run in mind."""
        from nqp_text.firms import CodeHistory, read_history, read_user_table
        from nqp_text.outputs.panel_facts import Extras

        history = read_history(Path(self.code_history)) if self.code_history else CodeHistory()
        known = set(run.documents.select("firm_code").collect()["firm_code"])
        known |= set(history.changes) | set(history.changes.values())
        return Extras(tuple(read_user_table(Path(file), known) for file in self.join), history)

    def inputs(self) -> dict[str, Path]:
        """The user's files, by the names that they have in a bundle."""
        found = {}
        for name in _FILES:
            value = getattr(self, name)
            if value and value not in _SCHEMES:
                found[f"inputs/{name}{Path(value).suffix.lower()}"] = Path(value)
        for at, file in enumerate(self.join, 1):
            found[f"inputs/join_{at}{Path(file).suffix.lower()}"] = Path(file)
        return found

    def for_bundle(self) -> dict[str, Any]:
        """Plain values in which files have their names in the bundle."""
        here = {str(path): name for name, path in self.inputs().items()}
        values = asdict(self)
        for name in _FILES:
            values[name] = here.get(str(values[name]), values[name]) if values[name] else None
        return {**values, "join": [here[str(Path(file))] for file in self.join]}

    @staticmethod
    def from_bundle(record: Mapping[str, Any], folder: Path) -> PanelRequest:
        """The request of an unpacked bundle, with its files in ``folder``."""
        known = set(PanelRequest.__slots__)
        values: dict[str, Any] = {n: value for n, value in record.items() if n in known}
        try:
            for name in ("measures", "scopes"):
                values[name] = tuple(str(value) for value in values.get(name, ()))
            values["join"] = tuple(_in(folder, str(file)) for file in values.get("join", ()))
            for name in _FILES:
                if values.get(name) and values[name] not in _SCHEMES:
                    values[name] = _in(folder, str(values[name]))
            return PanelRequest(**values)
        except (TypeError, ValueError) as error:
            raise RunFolderError(
                f"The bundle asks for a panel that this version does not know: {error}",
                where="bundle.json",
                fix="Use the version of nqp-text that made the bundle.",
            ) from error


def _in(folder: Path, name: str) -> str:
    """A file of the bundle; a name that leads elsewhere is no file of it."""
    file = folder.joinpath(*name.split("/"))
    if not name.startswith("inputs/") or ".." in name or not file.is_file():
        raise ValueError(f"no file {name!r}")
    return str(file)


def usual_unit(run: Run) -> str:
    """firm-year where there are primary reports of firms, else issuer-year, else document."""
    import polars as pl

    primary = run.documents.filter(pl.col("is_primary")).select("kind").collect()["kind"]
    kinds = set(primary)
    return "firm-year" if "firm" in kinds else "issuer-year" if "gov" in kinds else "document"
