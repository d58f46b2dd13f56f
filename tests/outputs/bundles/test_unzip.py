"""Archives of strangers write nothing outside of the folder and nothing too large."""

from __future__ import annotations

import stat
import zipfile

import pytest

from nqp_text.errors import RunFolderError
from nqp_text.outputs.bundles import Limits, unpack


def archive(tmp_path, *entries):
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in entries:
            target.writestr(name, data)
    return file


def test_plain_files_are_unpacked(tmp_path):
    file = archive(tmp_path, ("a.json", b"{}"), ("run/x-1.parquet", b"\x00"))
    assert unpack(file, tmp_path / "out") == ["a.json", "run/x-1.parquet"]
    assert (tmp_path / "out" / "run" / "x-1.parquet").read_bytes() == b"\x00"


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt", "a/../../evil.txt", "/etc/evil", "C:/evil.txt", "C:evil.txt", "a\\..\\evil",
        "..", ".", "a//b", ".hidden", "a/.ssh/x", "con", "run/NUL.txt", "aux.json", "x.", "x ",
        "力.csv", "a\nb", "a/b/c/d/e", "x" * 81, "\u202etxt.exe",
    ],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    file = archive(tmp_path, ("good.txt", b"1"), (name, b"evil"))
    with pytest.raises(RunFolderError, match="refused"):
        unpack(file, tmp_path / "deep" / "out")
    assert not (tmp_path / "deep").exists() and {f.name for f in tmp_path.iterdir()} == {"a.zip"}


def test_links_are_refused(tmp_path):
    entry = zipfile.ZipInfo("link")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    file = archive(tmp_path, (entry, b"/etc/passwd"))
    with pytest.raises(RunFolderError, match="no plain file"):
        unpack(file, tmp_path / "out")


def test_names_that_meet_on_windows_are_refused(tmp_path):
    file = archive(tmp_path, ("a.txt", b"1"), ("A.TXT", b"2"))
    with pytest.raises(RunFolderError, match="twice"):
        unpack(file, tmp_path / "out")


def test_sizes_are_counted_whatever_the_archive_says(tmp_path):
    file = archive(tmp_path, ("zeros", b"\x00" * 3_000_000))
    assert file.stat().st_size < 10_000
    for limits in (Limits(file_bytes=1_000_000), Limits(all_bytes=1_000_000)):
        with pytest.raises(RunFolderError, match="refused"):
            unpack(file, tmp_path / f"out{limits.file_bytes}", limits)
    # The header lies: it says ten bytes.
    data = bytearray(file.read_bytes())
    size = (3_000_000).to_bytes(4, "little")
    data = data.replace(size, (10).to_bytes(4, "little"))
    file.write_bytes(data)
    with pytest.raises(RunFolderError):
        unpack(file, tmp_path / "lie", Limits(file_bytes=1_000_000))
    assert (
        not (tmp_path / "lie" / "zeros").exists()
        or (tmp_path / "lie" / "zeros").stat().st_size <= 2_000_000
    )


def test_too_many_files_are_refused(tmp_path):
    file = archive(tmp_path, *((f"{n}", b"") for n in range(5)))
    with pytest.raises(RunFolderError, match="more than 4"):
        unpack(file, tmp_path / "out", Limits(files=4))


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04 cut"])
def test_what_is_no_archive_says_so(tmp_path, data):
    file = tmp_path / "a.zip"
    file.write_bytes(data)
    with pytest.raises(RunFolderError, match="cannot be read"):
        unpack(file, tmp_path / "out")


def test_an_archive_that_is_absent_says_so(tmp_path):
    with pytest.raises(RunFolderError, match="cannot be unpacked"):
        unpack(tmp_path / "none.zip", tmp_path / "out")
