"""Every error that nqp-text raises on purpose.

::

    NqpError
    ├── SettingsError       an option, an environment variable or the TOML file is wrong
    ├── ResourceError       lexicons/, corpora/ or models/ cannot be found or read
    ├── TaxonomyError       a taxonomy file breaks its own rules
    ├── LexiconError        a lexicon row is wrong (says file, row and column)
    ├── DocumentError       a document could not be read (carries the status it gets)
    ├── RunFolderError      a run folder is missing, incomplete or of another version
    ├── MeasureError        a measure, scope, weight or unit cannot be computed as asked
    ├── ValidationError     labelled or coded sentences cannot be used as they are
    ├── ModelError          a model folder is incomplete, changed or unsafe
    └── MissingExtraError   an optional library is not installed
"""

from __future__ import annotations


class NqpError(Exception):
    """What went wrong, where, and how to fix it.

    Args:
        what: one sentence that says what is wrong.
        where: file, row, column, option or document that it concerns.
        fix: what the user can do about it.

    """

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(f"where: {self.where}")
        if self.fix:
            parts.append(f"fix: {self.fix}")
        return "\n  ".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process boundaries; keyword-only arguments need help there.
        return (_rebuild, (type(self), self.what, self.where, self.fix, dict(self.__dict__)))


def _rebuild(
    kind: type[NqpError], what: str, where: str, fix: str, state: dict[str, object]
) -> NqpError:
    error = kind.__new__(kind)
    Exception.__init__(error, what)
    error.__dict__.update(state)
    error.what, error.where, error.fix = what, where, fix
    return error


class SettingsError(NqpError):
    """An option, an environment variable or the TOML file is wrong."""


class ResourceError(NqpError):
    """Shipped data (lexicons, corpora, models) cannot be found or read."""


class TaxonomyError(NqpError):
    """A taxonomy file breaks its own rules."""


class LexiconError(NqpError):
    """A lexicon row is wrong; ``where`` names file, row and column."""


class DocumentError(NqpError):
    """A document could not be read.

    ``status`` is the value that the document gets in ``documents.parquet``
    (``unreadable``, ``encrypted``, ``timeout``, ``out_of_memory``, ``unsupported``, ``empty``).
    """

    def __init__(
        self, what: str, *, status: str = "unreadable", where: str = "", fix: str = ""
    ) -> None:
        super().__init__(what, where=where, fix=fix)
        self.status = status


class RunFolderError(NqpError):
    """A run folder is missing, incomplete or of another version."""


class MeasureError(NqpError):
    """A measure, scope, weight or unit cannot be computed as asked."""


class ValidationError(NqpError):
    """Labelled or coded sentences, weights or a joined table cannot be used as they are."""


class ModelError(NqpError):
    """A model folder is incomplete, changed or unsafe."""


class MissingExtraError(NqpError):
    """An optional library is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(
            f"This needs the library {library!r}, which is not installed.",
            where=f"extra {extra!r}",
            fix=f"pip install 'nqp-text[{extra}]'",
        )
