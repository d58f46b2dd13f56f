"""The store of a run: nothing that was added is lost, nothing that is torn is believed."""

from __future__ import annotations

import pytest

from nqp_text.errors import RunFolderError
from nqp_text.records import Count, DocumentResult
from nqp_text.storage import result_store
from nqp_text.storage.result_store import ResultStore, remove_results
from nqp_text.storage.results import Key, encode_result


def result(number, status="ok"):
    return DocumentResult(
        f"{number:064}", f"报告/{number}.pdf", {"status": status}, counts=(Count("path.green", 1),)
    )


def filled(folder, numbers=range(5)):
    store = ResultStore(folder)
    for number in numbers:
        store.add(encode_result(result(number), Key(f"task {number}")))
    return store


def found(folder, numbers=range(5)):
    store = ResultStore(folder)
    places = [store.find(f"task {number}", f"{number:064}") for number in numbers]
    return [place and store.result(place) for place in places]


def test_results_are_there_while_the_store_is_still_open(tmp_path):
    filled(tmp_path)  # not closed: as after a kill
    assert found(tmp_path) == [result(number) for number in range(5)]


def test_another_task_or_other_bytes_are_not_found(tmp_path):
    store = filled(tmp_path)
    assert store.find("task 1", f"{2:064}") is None
    assert store.find("other", f"{1:064}") is None
    assert store.tasks() == {f"task {number}" for number in range(5)}


def test_whatever_is_cut_off_at_the_end_only_that_is_lost(tmp_path):
    store = filled(tmp_path / "whole")
    store.close()
    (file,) = (tmp_path / "whole").glob("*.log")
    data = file.read_bytes()
    ends = [store.find(f"task {n}", f"{n:064}") for n in range(5)]
    for length in range(len(data) - ends[-1].size - 3, len(data) + 1):
        folder = tmp_path / str(length)
        folder.mkdir()
        (folder / file.name).write_bytes(data[:length])
        whole = [end.place + end.size <= length for end in ends]
        assert [bool(item) for item in found(folder)] == whole
        again = filled(folder, [4])  # the next process goes on in a file of its own
        again.close()
        assert found(folder, [4]) == [result(4)]


def test_a_changed_byte_costs_what_stands_behind_it_and_is_counted(tmp_path):
    store = filled(tmp_path)
    place = store.find("task 2", f"{2:064}")
    store.close()
    file = tmp_path / place.file
    data = bytearray(file.read_bytes())
    data[place.place + 30] ^= 1
    file.write_bytes(data)
    assert [bool(item) for item in found(tmp_path)] == [True, True, False, False, False]
    assert ResultStore(tmp_path).damaged == 1
    with pytest.raises(RunFolderError, match="--resume"):
        store.result(place)


def test_of_two_results_of_one_task_the_later_one_holds(tmp_path):
    filled(tmp_path, [1]).close()
    store = ResultStore(tmp_path)
    store.add(encode_result(result(1, "timeout"), Key("task 1")))
    store.close()
    (again,) = found(tmp_path, [1])
    assert again.document["status"] == "timeout"


def test_a_full_disk_is_an_error_that_leaves_whole_frames(tmp_path, monkeypatch):
    store = filled(tmp_path)
    write = result_store._write_all

    def full(stream, data):
        write(stream, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(result_store, "_write_all", full)
    with pytest.raises(RunFolderError, match="No space left") as caught:
        store.add(encode_result(result(9), Key("task 9")))
    assert "--resume" in caught.value.fix
    assert store.find("task 9", f"{9:064}") is None
    monkeypatch.undo()
    store.add(encode_result(result(9), Key("task 9")))
    store.close()
    assert all(found(tmp_path, [0, 1, 2, 3, 4, 9]))
    assert ResultStore(tmp_path).damaged == 0


def test_what_nobody_needs_any_more_goes(tmp_path):
    store = filled(tmp_path, range(20))
    keep = [store.find(f"task {n}", f"{n:064}") for n in (3, 17)]
    store.compact(keep)
    assert [bool(item) for item in found(tmp_path, [3, 4, 17])] == [True, False, True]
    assert len(list(tmp_path.glob("*.log"))) == 1
    store = ResultStore(tmp_path)
    before = (tmp_path / store.find("task 3", f"{3:064}").file).stat()
    store.compact([store.find(f"task {n}", f"{n:064}") for n in (3, 17)])
    assert (tmp_path / store.find("task 3", f"{3:064}").file).stat() == before  # nothing to gain


def test_files_that_come_while_the_store_is_open_are_read_when_asked(tmp_path):
    store = ResultStore(tmp_path)
    other = filled(tmp_path / "elsewhere", [7])
    other.close()
    (file,) = (tmp_path / "elsewhere").glob("*.log")
    file.rename(tmp_path / "results-000001-worker.log")
    assert [store.result(stored) for stored in store.refresh()] == [result(7)]
    assert store.refresh() == []


def test_other_files_are_not_ours(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "results.log").write_bytes(b"also mine")
    filled(tmp_path).close()
    remove_results(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"notes.txt", "results.log"}
