"""Decisions: their format, that none gets lost, and what is refused."""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import pytest
from served import document_of
from web_tasks import append_many

from nqp_text.web import audit_file

FIELDS = ("id", "doc", "kind", "lang", "text", "prev", "labels", "stance", "actor", "polarity")


def test_processes_that_write_at_once_lose_nothing(tmp_path):
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=append_many, args=(tmp_path, f"writer {n}", 40)) for n in range(3)
    ]
    for writer in writers:
        writer.start()
    append_many(tmp_path, "here", 40)
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    lines = (tmp_path / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 160
    assert len({(json.loads(line)["annotator"], json.loads(line)["id"]) for line in lines}) == 160


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path):
    audit_file.append(tmp_path, {"id": "1", "annotator": "A"})
    with (tmp_path / "audit.jsonl").open("ab") as stream:
        stream.write(b'{"id": "2", "annot')
    audit_file.append(tmp_path, {"id": "3", "annotator": "A"})
    assert [record["id"] for record in audit_file.read(tmp_path)] == ["1", "3"]


def tagged(client, run="own-run", **filters):
    return client.get(f"/api/runs/{run}/evidence", params=filters).json()["mentions"]


def decision(mention, **values):
    return {
        "doc_id": mention["doc_id"],
        "sentence_id": mention["sentence_id"],
        "annotator": "Li",
        "labels": [],
        **values,
    }


def test_a_decision_is_labelled_data_with_who_and_when(serve, own_run):
    client = serve(own_run)
    mention = tagged(client, node="path.compute")[0]
    sent = decision(mention, labels=["path.green"], stance="plan", actor="own", polarity="affirmed")
    answer = client.post("/api/runs/own-run/audit", json=sent)
    assert answer.status_code == 201
    line = json.loads((own_run / "audit.jsonl").read_text(encoding="utf-8"))
    assert set(FIELDS) | {"split", "annotator", "decided"} <= set(line)
    assert line["labels"] == ["path.green"]
    assert line["decision"] == "changed"
    assert "path.compute" in line["tagged"]["labels"]
    assert line["text"] == mention["text"]
    assert line["prev"] and line["prev"] != line["text"]
    assert line["decided"].endswith("+00:00")
    assert line == answer.json()


def test_accepting_and_rejecting_are_told_apart(serve, own_run):
    client = serve(own_run)
    mention = next(m for m in tagged(client, polarity="affirmed") if m["list_size"] == 1)
    same = tagged(client, doc_id=mention["doc_id"])
    labels = [m["node"] for m in same if m["sentence_id"] == mention["sentence_id"]]
    attributes = {name: mention[name] for name in ("stance", "actor", "polarity")}
    accepted = client.post(
        "/api/runs/own-run/audit", json=decision(mention, labels=labels, **attributes)
    )
    rejected = client.post("/api/runs/own-run/audit", json=decision(mention))
    assert accepted.json()["decision"] == "accepted"
    assert rejected.json()["decision"] == "rejected"
    assert rejected.json()["stance"] is None
    assert len(list(audit_file.read(own_run))) == 2
    assert len(audit_file.decisions(own_run)) == 1
    latest = client.get("/api/runs/own-run/audit?latest=true").text.splitlines()
    assert [json.loads(line)["decision"] for line in latest] == ["rejected"]
    assert "latest=true" in client.get("/runs/own-run/downloads").text


def test_two_people_at_once_keep_their_own_decisions(serve, own_run):
    client = serve(own_run)
    mentions = tagged(client, size=500)
    one_a_sentence = list({(m["doc_id"], m["sentence_id"]): m for m in mentions}.values())[:25]

    def decide(task):
        name, mention = task
        sent = decision(mention, annotator=name, labels=[mention["node"]])
        return client.post("/api/runs/own-run/audit", json=sent).status_code

    tasks = [(name, mention) for mention in one_a_sentence for name in ("Li", "Wang")]
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(decide, tasks)) == {201}
    assert len(audit_file.decisions(own_run)) == 50


def test_a_sentence_without_labels_can_be_given_some(serve, own_run):
    client = serve(own_run)
    row = document_of(client, "605998", "own-run")
    page = client.get(f"/api/runs/own-run/documents/{row['doc_id']}/pages/6").json()
    bare = next(s for s in page["sentences"] if not s["labels"] and s["block"] == "prose")
    sent = {
        "doc_id": row["doc_id"],
        "sentence_id": bare["sentence_id"],
        "annotator": "Li",
        "labels": ["path.finance"],
        "stance": "action",
        "actor": "own",
        "polarity": "affirmed",
    }
    saved = client.post("/api/runs/own-run/audit", json=sent).json()
    assert saved["text"] == bare["text"]
    assert saved["tagged"]["labels"] == []
    card = client.get(f"/runs/own-run/audit?sentence={saved['id']}")
    assert bare["text"] in card.text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"labels": ["path.nonsense"]}, 400),
        ({"annotator": "  "}, 400),
        ({"annotator": "x" * 61}, 400),
        ({"stance": "nonsense"}, 422),
        ({"doc_id": "../../etc"}, 404),
        ({"sentence_id": 10_000_000}, 404),
        ({"sentence_id": -1}, 404),
    ],
)
def test_decisions_that_mean_nothing_are_not_saved(serve, own_run, change, status):
    client = serve(own_run)
    sent = {**decision(tagged(client)[0]), "labels": ["path.green"], **change}
    assert client.post("/api/runs/own-run/audit", json=sent).status_code == status
    assert not (own_run / "audit.jsonl").exists()


def test_the_page_goes_on_to_the_next_sentence_and_remembers_who(serve, own_run):
    client = serve(own_run)
    card = client.get("/runs/own-run/audit")
    mention = tagged(client)[0]
    form = {
        "doc": mention["doc_id"],
        "number": mention["sentence_id"],
        "annotator": "李 Li",
        "labels": [mention["node"]],
        "stance": "plan",
        "actor": "own",
        "polarity": "affirmed",
    }
    answer = client.post("/runs/own-run/audit", data=form)
    assert answer.status_code == 303
    after = client.get(answer.headers["location"])
    assert 'value="李 Li"' in after.text
    assert 'data-done="0"' in card.text and 'data-done="1"' in after.text


def test_the_order_is_the_same_for_everybody_and_no_filter_changes_it(client):
    from nqp_text.web.audit_queue import queue_of
    from nqp_text.web.evidence import Filters

    run = client.app.state.place.library.find("samples-run")
    everything = queue_of(run, Filters())
    green = queue_of(run, Filters(node="path.green"))
    assert len(everything) == len(set(everything)) > len(green) > 5
    assert [pair for pair in everything if pair in set(green)] == green
    assert len({doc for doc, _ in everything[:15]}) > 2


def test_a_run_of_another_taxonomy_whose_file_has_gone_can_be_audited(serve, own_run):
    import polars as pl

    mentions = pl.read_parquet(own_run / "mentions.parquet")
    renamed = pl.col("node").replace({"path.green": "esg.water"})
    mentions.with_columns(renamed).write_parquet(own_run / "mentions.parquet")
    manifest = json.loads((own_run / "manifest.json").read_text(encoding="utf-8"))
    manifest["taxonomy"] = {"name": "esg", "version": "1", "hash": "other"}
    manifest["settings"]["taxonomy"] = "gone.toml"
    (own_run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    client = serve(own_run)
    assert 'value="esg.water"' in client.get("/runs/own-run/audit?node=esg.water").text
    sent = decision(tagged(client, node="esg.water")[0], labels=["esg.water"], stance="plan")
    assert client.post("/api/runs/own-run/audit", json=sent).json()["labels"] == ["esg.water"]
