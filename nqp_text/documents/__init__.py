"""File → ``Document``: PDF, HTML, DOCX and plain text, and who and when they are from."""

from nqp_text.documents.identity import identify
from nqp_text.documents.reading import bytes_of, read, read_data

__all__ = ["bytes_of", "identify", "read", "read_data"]
