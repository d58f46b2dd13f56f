"""Who may ask: names, origins and sizes; and what every answer says to the browser."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8710",
        "localhost",
        "localhost:9",
        "LOCALHOST",
        "[::1]:8710",
        "127.0.0.2",
    ],
)
def test_loopback_names_are_answered(client, host):
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8710",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "192.168.0.7",
        "0.0.0.0",
        "user@127.0.0.1",
        "127.0.0.1/x",
        "",
    ],
)
def test_other_names_are_refused_so_that_no_name_can_be_rebound(client, host):
    assert client.get("/", headers={"host": host}).status_code == 421


def test_a_server_for_others_takes_addresses_and_the_names_that_it_was_given(serve):
    remote = serve(remote=True, hosts=("reports.lan",))
    assert remote.get("/", headers={"host": "192.168.0.7:80"}).status_code == 200
    assert remote.get("/", headers={"host": "reports.lan"}).status_code == 200
    assert remote.get("/", headers={"host": "evil.example"}).status_code == 421


CHANGES = [
    ("/tag", {"data": {"text": "x"}}),
    ("/scan", {"files": {"files": ("a.txt", b"text")}}),
    ("/api/tag", {"json": {"sentences": []}}),
    ("/api/scan", {"files": {"files": ("a.txt", b"text")}}),
    ("/jobs/none/cancel", {}),
    ("/runs/samples-run/audit", {"data": {"doc": "x", "number": 1}}),
    ("/api/runs/samples-run/audit", {"json": {}}),
]


@pytest.mark.parametrize(("path", "request_"), CHANGES)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1"},
    ],
)
def test_other_sites_change_nothing(client, path, request_, headers):
    assert client.post(path, headers=headers, **request_).status_code == 403


def test_every_route_that_changes_something_is_among_those_tested(client):
    changing = {
        route.path
        for route in all_routes(client.app.routes)
        if getattr(route, "methods", set()) - {"GET", "HEAD"}
    }
    tested = {path for path, _ in CHANGES} | {"/api/jobs/{job_id}"}
    shown = {
        path.replace("{job_id}", "none").replace("{run_id}", "samples-run") for path in changing
    }
    assert shown - {"/api/jobs/none"} == tested - {"/api/jobs/{job_id}"}
    assert (
        client.delete("/api/jobs/x", headers={"origin": "https://evil.example"}).status_code == 403
    )


def all_routes(routes):
    for route in routes:
        yield from all_routes(getattr(route, "routes", None) or ())
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from all_routes(inner.routes)
        yield route


def test_our_own_pages_and_programs_may(client):
    sent = {"json": {"sentences": ["公司建成智算中心。"]}}
    assert client.post("/api/tag", **sent).status_code == 200
    own = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
    assert client.post("/api/tag", headers=own, **sent).status_code == 200


def test_other_sites_embed_nothing_but_may_link(client):
    embed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    visit = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get("/api/runs", headers=embed).status_code == 403
    assert client.get("/", headers=visit).status_code == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/api/runs", "/static/app.css", "/runs/x"])
def test_every_answer_forbids_foreign_scripts_and_frames(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


def test_a_request_that_announces_too_much_is_refused_at_once(client):
    answer = client.post("/tag", content=b"x", headers={"content-length": str(1 << 40)})
    assert answer.status_code == 413


def test_a_request_that_announces_nothing_is_counted_as_it_comes(client):
    def endless():
        for _ in range(13):
            yield b"x" * (1 << 20)

    answer = client.post(
        "/tag", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413
