"""What SECURITY.md promises about the code, checked on the code."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

from nqp_text.errors import LexiconError, NqpError
from nqp_text.executors.answers import Codec, decode_answer, encode_answer
from nqp_text.records import Failure

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "nqp_text").rglob("*.py"))
in_checkout = pytest.mark.skipif(not FILES, reason="the checkout is not here")

FORBIDDEN = {
    "yaml.load": "yaml.safe_load knows no Python objects",
    "yaml.full_load": "yaml.safe_load knows no Python objects",
    "yaml.unsafe_load": "yaml.safe_load knows no Python objects",
    "shutil.unpack_archive": "archives are not unpacked",
    "os.system": "no shell",
    "os.popen": "no shell",
    "pickle.load": "no pickle",
    "pickle.loads": "no pickle",
    "joblib.load": "no pickle",
    "pandas.read_pickle": "no pickle",
    "tempfile.mktemp": "a name that others may take",
}
UNPACKING = {"extractall", "extract"}


def calls(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def found(wanted):
    return [
        f"{file.relative_to(ROOT)}:{call.lineno} {ast.unparse(call.func)}"
        for file in FILES
        for call in calls(file)
        if wanted(call)
    ]


@in_checkout
def test_nothing_unsafe_is_called():
    assert found(lambda call: ast.unparse(call.func) in FORBIDDEN) == []


@in_checkout
def test_archives_are_never_unpacked_to_disk():
    def unpacks(call):
        name = ast.unparse(call.func)
        return (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in UNPACKING
            and ("zip" in name or "tar" in name or "archive" in name)
        )

    assert found(unpacks) == []


@in_checkout
def test_no_shell_runs_a_command():
    def shell(call):
        return any(k.arg == "shell" and getattr(k.value, "value", 1) for k in call.keywords)

    assert found(shell) == []


@in_checkout
def test_xml_parsers_resolve_no_entities_and_use_no_network():
    parsers = [call for file in FILES for call in calls(file)
               if ast.unparse(call.func).endswith("XMLParser")]  # fmt: skip
    assert parsers
    for call in parsers:
        given = {k.arg: getattr(k.value, "value", None) for k in call.keywords}
        assert given.get("resolve_entities") is False and given.get("no_network") is True

    def bare(call):
        name = ast.unparse(call.func)
        parses = name.startswith("etree.") and name.endswith(("parse", "fromstring", "XML"))
        return parses and len(call.args) < 2 and not any(k.arg == "parser" for k in call.keywords)

    assert found(bare) == []


@in_checkout
def test_only_children_unpickle_and_only_what_their_parent_sends():
    def receives(call):
        return isinstance(call.func, ast.Attribute) and call.func.attr == "recv"

    places = found(receives)
    assert len(places) == 1 and places[0].startswith("nqp_text/executors/child.py"), places


def test_an_answer_comes_back_as_it_was_sent():
    for answer in (
        ("ready", None), ("more", 60.0), ("failure", Failure("timeout", "Stopped", "Wait")),
        ("result", [1, "a"]),
    ):  # fmt: skip
        word, value = decode_answer(encode_answer(answer, Codec()))
        assert (word, json.loads(value) if word == "result" else value) == answer
    error = LexiconError("row 3", where="zh.csv", fix="correct it")
    word, again = decode_answer(encode_answer(("fatal", error), Codec()))
    assert (word, type(again), str(again)) == ("fatal", LexiconError, str(error))


@pytest.mark.parametrize(
    "data",
    [b"", b"z", b"m", b"mnull", b"f[]", b'f["a"]', b'f{"a":1}', b"x[1,2,3]", b"m" + b"[" * 100_000,
     b"\x80\x04cposix\nsystem\n(S'true'\ntR."],
)  # fmt: skip
def test_what_no_worker_says_is_refused(data):
    with pytest.raises((ValueError, TypeError, RecursionError)):
        decode_answer(data)


@pytest.mark.parametrize("kind", ["SystemExit", "Failure", "os", "__builtins__", "annotations"])
def test_a_worker_cannot_name_the_error_that_is_raised(kind):
    word, error = decode_answer(b"x" + json.dumps([kind, "a", "b", "c"]).encode("ascii"))
    assert word == "fatal" and type(error) is NqpError


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_the_system_refuses_what_is_far_over_the_limit():
    import subprocess

    program = (
        "from nqp_text.executors.child import bound_memory\n"
        "bound_memory(256)\n"
        "import resource\n"
        "assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0\n"
        "try:\n    bytearray(4 << 30)\n"
        "except MemoryError:\n    print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "refused\n"
