"""The vendored JavaScript: what it is, and that its licences travel with it."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import pytest

from nqp_text.outputs.charts import report_specs, vega_bundle

BUNDLE = "3425bd951a44d478d0505c6b5d1e8d57656b6e9a4da7bfe88a718ce61d76e572"


def test_the_bundle_is_the_one_that_was_checked():
    assert hashlib.sha256(vega_bundle().encode("utf-8")).hexdigest() == BUNDLE
    assert "</script" not in vega_bundle()


def test_its_licences_are_beside_it():
    text = files("nqp_text.outputs.charts").joinpath("assets", "LICENSES.txt").read_text("utf-8")
    for owner in ("University of Washington Interactive Data Lab", "Bostock", "Mapbox"):
        assert owner in text


@pytest.mark.parametrize("name", sorted(report_specs()))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_charts_are_valid_vega_lite(name, lang):
    altair = pytest.importorskip("altair", reason="altair is not installed")
    spec = report_specs()[name][lang]
    chart = altair.Chart.from_dict(_with_numbers(spec))
    assert chart.to_dict(validate=True)


def _with_numbers(part):
    if isinstance(part, dict):
        return {key: _with_numbers(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_with_numbers(value) for value in part]
    return (
        {"WIDTH": 200, "COLUMNS": 3, "LABEL": 300, "YEARS": [2023]}.get(part, part)
        if isinstance(part, str)
        else part
    )
