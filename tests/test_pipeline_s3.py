"""Reports in an object store: a server of moto here, and workers of a cluster that read from it.

Skipped without moto and s3fs: ``pip install 'moto[server]' s3fs``.
"""

from __future__ import annotations

import pytest

from nqp_text.errors import DocumentError, NqpError
from nqp_text.pipeline import find_sources, scan_sources
from nqp_text.pipeline.remote import bytes_at, urls_in
from nqp_text.settings import Settings

pytest.importorskip("distributed")
s3fs = pytest.importorskip("s3fs")
server = pytest.importorskip("moto.server")

TEXT = "本公司{n}年年度报告。\n公司加快建设智算中心，算力规模达到{n}万核。\n"


@pytest.fixture
def bucket(monkeypatch):
    store = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    store.start()
    host, port = store.get_host_and_port()
    for name, value in (
        ("AWS_ENDPOINT_URL", f"http://{host}:{port}"),
        ("AWS_ACCESS_KEY_ID", "testing"),
        ("AWS_SECRET_ACCESS_KEY", "testing"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem()
    system.makedirs("reports", exist_ok=True)  # moto keeps it from test to test
    yield system
    s3fs.S3FileSystem.clear_instance_cache()
    store.stop()


def test_workers_of_a_cluster_read_an_object_store(bucket, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(6):
        text = TEXT.format(n=2015 + number) * (number + 20)
        (folder / f"报告 {number}.txt").write_text(text, encoding="utf-8")
        bucket.pipe(f"reports/2023/报告 {number}.txt", text.encode("utf-8"))
    bucket.pipe("reports/2023/notes.bin", b"\0")
    assert len(urls_in("s3://reports/2023/*.txt")) == 6

    settings = Settings(ocr="off", cache="off", method="lexicon")
    plain = scan_sources([folder], tmp_path / "plain", settings.changed(workers=1))
    there = scan_sources(
        ["s3://reports/2023/"], tmp_path / "there", settings.changed(cluster="local:2")
    )
    rows = there.documents.collect()
    assert set(rows["status"]) == {"ok"}
    assert sorted(rows["path"])[0] == "s3://reports/2023/报告 0.txt"
    columns = ["doc_id", "node", "attention", "sentences"]
    one, other = (
        run.counts.select(columns).sort(columns).collect().rows() for run in (plain, there)
    )
    assert one == other
    assert sum(row[2] for row in one) > 100


def test_what_is_not_there_is_said(bucket):
    with pytest.raises(DocumentError, match="cannot be fetched"):
        bytes_at("s3://reports/none.txt")
    for name in ("s3://no-such-bucket/*.txt", "s3://no-such-bucket/2023/"):
        with pytest.raises(NqpError, match="not there"):
            find_sources([name])
