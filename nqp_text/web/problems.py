"""Errors with the HTTP status that they have."""

from __future__ import annotations

from nqp_text.errors import DocumentError, NqpError


class Refused(NqpError):
    """A request that is not answered: what is wrong with it, and its HTTP status."""

    def __init__(self, what: str, *, status: int = 400, where: str = "", fix: str = "") -> None:
        super().__init__(what, where=where, fix=fix)
        self.http_status = status


class NotFound(Refused):
    """The run, document, page or scan that was asked for is not there."""

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what, status=404, where=where, fix=fix)


def http_status(error: NqpError) -> int:
    """The status of any of our errors: 422 for documents, 400 for all others without their own."""
    if isinstance(error, Refused):
        return error.http_status
    return 422 if isinstance(error, DocumentError) else 400
