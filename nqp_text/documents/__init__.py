"""File → ``Document``: PDF, HTML, DOCX and plain text, and who and when they are from."""

from nqp_text.documents.identity import identify
from nqp_text.documents.reading import read

__all__ = ["identify", "read"]
