"""A block of bytes with its length and checksum: a torn or changed one is noticed, never believed.

Layout, little-endian: 4 bytes magic (three letters and the version of the format), 4 bytes length
of the head, 4 bytes length of the body, 4 bytes CRC-32 of magic, lengths and content, then head and
body. Both are JSON in UTF-8, compressed with zlib; a reader that wants the head alone leaves the
body compressed.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO

_LEVEL = 1  # three times smaller in a millisecond a report; level 6 saves a sixth more at ten times
_HEADER = struct.Struct("<4sIII")
_LENGTHS = struct.Struct("<4sII")
HEADER_BYTES = _HEADER.size
MAX_JSON = 1 << 30
"""Bytes that a head or body may have when it is unpacked: frames come from child processes."""


class DamagedFrame(ValueError):
    """The bytes are no whole frame: cut short, changed, or of another format."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Head and body as they are stored: compressed."""

    head: bytes
    body: bytes

    @property
    def size(self) -> int:
        """Bytes that the frame takes, its header included."""
        return HEADER_BYTES + len(self.head) + len(self.body)


def packed(content: object) -> bytes:
    """A JSON value as compressed bytes; half surrogate pairs of broken text layers survive."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL)


def unpacked(data: bytes) -> Any:
    """The JSON value; raises ``DamagedFrame`` for anything else, however large it claims to be."""
    try:
        stream = zlib.decompressobj()
        text = stream.decompress(data, MAX_JSON)
        if stream.unconsumed_tail or not stream.eof:
            raise DamagedFrame("the content does not end where it should")
        return json.loads(text.decode("utf-8", "surrogatepass"))
    except (zlib.error, UnicodeError, ValueError, RecursionError) as error:
        raise DamagedFrame(str(error)) from error


def frame_bytes(magic: bytes, head: bytes, body: bytes = b"") -> bytes:
    """The frame of a packed head and body."""
    crc = _checksum(magic, head, body)
    return _HEADER.pack(magic, len(head), len(body), crc) + head + body


def parse_frame(magic: bytes, data: bytes) -> Frame:
    """The frame that the bytes are, no less and no more; raises ``DamagedFrame``."""
    head, body, crc = _lengths(magic, data[:HEADER_BYTES])
    if len(data) != HEADER_BYTES + head + body:
        raise DamagedFrame("the length is not what the header says")
    content = memoryview(data)[HEADER_BYTES:]
    frame = Frame(bytes(content[:head]), bytes(content[head:]))
    if _checksum(magic, frame.head, frame.body) != crc:
        raise DamagedFrame("the checksum does not fit")
    return frame


def read_frame(magic: bytes, stream: BinaryIO, available: int) -> Frame | None:
    """The next frame of a stream with so many bytes left, or None at its end."""
    header = stream.read(HEADER_BYTES)
    if not header:
        return None
    head, body, _ = _lengths(magic, header)
    if HEADER_BYTES + head + body > available:
        raise DamagedFrame("cut short")
    return parse_frame(magic, header + stream.read(head + body))


def _lengths(magic: bytes, header: bytes) -> tuple[int, int, int]:
    if len(header) < HEADER_BYTES:
        raise DamagedFrame("cut short")
    found, head, body, crc = _HEADER.unpack(header)
    if found != magic:
        raise DamagedFrame(f"starts with {found!r}, not {magic!r}")
    return head, body, crc


def _checksum(magic: bytes, head: bytes, body: bytes) -> int:
    return zlib.crc32(
        body, zlib.crc32(head, zlib.crc32(_LENGTHS.pack(magic, len(head), len(body))))
    )
