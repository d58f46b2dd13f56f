"""The JSON endpoints: the same answers as the command line, described by OpenAPI."""

from __future__ import annotations

import pytest

from nqp_text.pipeline import Line, tag_lines, tag_record
from nqp_text.settings import Settings

SENTENCES = ["公司建成智算中心。", "The company built an AI data center.", "", "天气很好。"]


def test_tagging_gives_what_the_command_line_gives(client):
    answer = client.post("/api/tag", json={"sentences": SENTENCES, "kind": "firm"}).json()
    lines = tag_lines([Line(text) for text in SENTENCES], Settings())
    expected = [tag_record(n, line) for n, line in enumerate(lines, 1)]
    assert answer["sentences"] == expected
    assert answer["sentences"][0]["labels"][0]["node"] == "path.compute"


def test_sentences_may_say_more_about_themselves(client):
    sent = [
        {"text": "全省建成智算中心3个。", "kind": "gov", "prev": "回顾一年。"},
        "公司建成智算中心。",
    ]
    answer = client.post("/api/tag", json={"sentences": sent}).json()["sentences"]
    assert [line["actor"] for line in answer] == ["government", "own"] or answer[1][
        "actor"
    ] == "own"


@pytest.mark.parametrize(
    "sent", [{}, {"sentences": "text"}, {"sentences": [1]}, {"sentences": ["x"], "kind": "nobody"}]
)
def test_wrong_requests_say_what_is_wrong(client, sent):
    answer = client.post("/api/tag", json=sent)
    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"what", "where", "fix"}


def test_lone_surrogates_do_no_harm(client):
    body = b'{"sentences": ["\\ud800 \xe5\x85\xac\xe5\x8f\xb8"]}'
    answer = client.post("/api/tag", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 422)


def test_the_description_names_every_endpoint_and_model(client):
    described = client.get("/api/openapi.json").json()
    assert {"/api/tag", "/api/scan", "/api/runs/{run_id}/evidence"} <= set(described["paths"])
    for path, verbs in described["paths"].items():
        assert path.startswith("/api/")
        assert all(about["description"] for about in verbs.values()), path
    assert "TagAnswer" in described["components"]["schemas"]


def test_unknown_things_are_not_found(client):
    for path in ("/api/runs/none", "/api/jobs/none", "/api/runs/samples-run/documents/none"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"]["what"]


def test_the_panel_is_the_panel_of_the_run(client, sample_run):
    from nqp_text import load_run

    asked = {"by": "firm-year", "measure": "per_10k", "scope": "own"}
    answer = client.get("/api/runs/samples-run/panel", params=asked).json()
    assert answer == load_run(sample_run).panel(**asked).to_dicts()
    wrong = client.get("/api/runs/samples-run/panel", params={"by": "galaxy"})
    assert wrong.status_code == 400


def test_pasted_text_is_split_and_shown_with_its_evidence(client):
    sent = {"text": "公司建成智算中心。天气很好。<b>公司推进数字化转型。</b>", "kind": "firm"}
    shown = client.post("/tag", data=sent, headers={"hx-request": "true"}).text
    assert "<mark>智算中心</mark>" in shown
    assert "天气很好" in shown and "&lt;b&gt;" in shown
    nothing = client.post("/tag", data={"text": " "}, headers={"hx-request": "true"}).text
    assert "no text" in nothing
