"""The example notebook runs from top to bottom and shows what it promises."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).resolve().parents[1] / "examples" / "first_look.ipynb"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not NOTEBOOK.is_file(), reason="the checkout is not here"),
]


def test_it_is_stored_without_results():
    import json

    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)


def test_it_runs(tmp_path):
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    pytest.importorskip("vl_convert", reason="the extra 'plots' is not installed")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = nbclient.NotebookClient(
        notebook,
        timeout=1200,  # these end a notebook that hangs; a busy machine may take long
        startup_timeout=600,
        iopub_timeout=600,  # what a cell shows may come long after it says that it is done
        kernel_name="python3",
        resources={"metadata": {"path": tmp_path}},
    )
    client.execute()
    shown = [
        output.get("data", {})
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    html = " ".join(data.get("text/html", "") for data in shown)
    assert "智算中心</mark>" in html
    assert "5 documents, 4 read in full, 1 read in part" in html
    assert any(data.get("image/svg+xml", "").startswith("<svg") for data in shown)
    assert not any(output.get("output_type") == "error" for output in shown)
