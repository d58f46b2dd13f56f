"""What waits on disk comes back as it was, and leaves nothing behind."""

from __future__ import annotations

from nqp_text.outputs.spool import Span, Spool


def test_what_is_added_while_the_spool_is_read_lies_together(tmp_path):
    with Spool(tmp_path) as spool:
        first = spool.add([b"0123456789"])
        second = spool.add(spool.get(Span(first.place + n, 1)) + b"," for n in range(10))
        spool.put(first.place + 2, b"XY")
        assert spool.get(first) == b"01XY456789"
        assert b"".join(spool.pieces(second)) == b"0,1,2,3,4,5,6,7,8,9,"
        assert list(spool.pieces(spool.add([]))) == []


def test_a_spool_has_no_name_in_its_folder_afterwards(tmp_path):
    with Spool(tmp_path) as spool:
        spool.add([b"x" * 100])
    assert list(tmp_path.iterdir()) == []
