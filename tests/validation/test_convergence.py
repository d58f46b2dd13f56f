"""Joining a user's table by firm and year, and correlations computed in other ways."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nqp_text.errors import ValidationError
from nqp_text.validation.convergence import LENGTH, correlations, ranks
from nqp_text.validation.firm_years import code_of, join_table
from nqp_text.validation.user_table import read_table

CODES = [f"{n:06d}" for n in range(1, 41)]


def panel_of(values, chars, years=(2021, 2022, 2023)):
    rows = [(code, year) for code in CODES for year in years]
    return pl.DataFrame(
        {
            "firm_code": [code for code, _ in rows],
            "firm_name": [""] * len(rows),
            "year": [year for _, year in rows],
            "path": ["path.green"] * len(rows),
            "value": values,
            "chars": chars,
        }
    )


@pytest.fixture
def table_of(tmp_path):
    def make(lines, name="own.csv", encoding="utf-8"):
        file = tmp_path / name
        file.write_text("\n".join(lines) + "\n", encoding=encoding)
        return read_table(file)

    return make


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2", "000002"),
        ("2.0", "000002"),
        ("000002.SZ", "000002"),
        ("'000002", "000002"),
        ("０００００２", "000002"),
        ("700", "00700"),
        ("00700.HK", "00700"),
        ("aapl", "AAPL"),
        ("证券代码", "证券代码"),
    ],
)
def test_codes_that_excel_spoiled_are_put_right(cell, code):
    assert code_of(cell, {"000002", "00700", "AAPL"}) == code


def join(table, columns=("rd",), **options):
    keys = {(code, year) for code in CODES for year in (2021, 2022, 2023)}
    return join_table(table, set(CODES), keys, columns, **options)


def test_a_table_of_csmar_in_gbk_is_joined(table_of):
    lines = ["Stkcd,Accper,rd", "证券代码,会计期间,研发强度", "没有单位,没有单位,%"]
    lines += ["1,2022-12-31,3.5%", "2,2022-12-31,", "600999,2022-12-31,4"]
    joined = join(table_of(lines, encoding="gbk"))
    assert joined.values["000001", 2022]["rd"] == 0.035
    assert np.isnan(joined.values["000002", 2022]["rd"])
    assert joined.skipped == (2, 3)
    assert joined.unmatched == (("600999", 2022),)


def test_two_rows_of_a_firm_year_and_texts_are_refused(table_of):
    with pytest.raises(ValidationError) as caught:
        join(table_of(["code,year,rd", "1,2022,3", "000001,2022,4", "2,2022,many"]))
    assert "row 3: 000001 in 2022 stands in the table twice" in caught.value.where
    assert "row 4, column rd: 'many' is no number" in caught.value.where
    same = join(table_of(["code,year,rd", "1,2022,3", "000001,2022,3"]))
    assert len(same.values) == 1


def test_columns_that_are_not_there_are_named(table_of):
    table = table_of(["id,when,rd", "1,2022,3"])
    with pytest.raises(ValidationError, match="like the firm") as caught:
        join(table)
    assert "--code-column" in caught.value.fix
    assert join(table, code_column="id", year_column="when").values
    with pytest.raises(ValidationError, match="no column 'patents'"):
        join(table_of(["code,year,rd", "1,2022,3"]), ("patents",))


@pytest.fixture
def made(table_of):
    rng = np.random.default_rng(11)
    firms = np.repeat(rng.normal(size=40), 3)
    chars = np.exp(rng.normal(9, 1, 120))
    year = np.tile([0.0, 2.0, 4.0], 40)
    value = 0.5 * firms + 0.4 * np.log(chars) + year + rng.normal(size=120)
    own = firms + 0.6 * np.log(chars) + year + rng.normal(size=120)
    lines = ["code,year,rd,industry"]
    panel = panel_of(value.tolist(), chars.tolist())
    for (code, when), each in zip(panel.select("firm_code", "year").rows(), own, strict=True):
        lines.append(f"{int(code)},{when},{each},{'C39' if int(code) % 2 else 'I65'}")
    return panel, join(table_of(lines), group_column="industry"), own


def test_a_partial_correlation_that_is_missing_says_why(table_of):
    """One firm has one firm-year a year: nothing is left within the years."""
    values = [float(at % 7) for at in range(12)]
    panel = pl.DataFrame(
        {"path": "path.green", "firm_code": "000001", "firm_name": "", "year": range(2010, 2022),
         "value": values, "chars": 1000}
    )  # fmt: skip
    lines = ["code,year,rd", *(f"1,{2010 + at},{at}" for at in range(12))]
    found = correlations(panel, join(table_of(lines)), replicates=200)
    [rd] = [each for each in found if each.variable == "rd"]
    assert rd.partial == (None, None, None)
    assert rd.status == "measured; fewer than 10 for the partial one"


def test_correlations_agree_with_scipy_and_least_squares(made):
    stats = pytest.importorskip("scipy.stats")
    panel, joined, own = made
    found = {each.variable: each for each in correlations(panel, joined, replicates=200)}
    rd = found["rd"]
    value = panel["value"].to_numpy()
    assert (rd.n, rd.firms, rd.status) == (120, 40, "measured")
    assert rd.pearson[0] == pytest.approx(stats.pearsonr(value, own)[0])
    assert rd.spearman[0] == pytest.approx(stats.spearmanr(value, own)[0])
    groups = [joined.groups[key] + str(key[1]) for key in panel.select("firm_code", "year").rows()]
    dummies = np.array([[g == each for each in sorted(set(groups))] for g in groups], dtype=float)
    controls = np.column_stack([dummies, np.log(panel["chars"].to_numpy())])
    left, right = (
        each - controls @ np.linalg.lstsq(controls, each, rcond=None)[0] for each in (value, own)
    )
    assert rd.partial[0] == pytest.approx(np.corrcoef(left, right)[0, 1])
    for point, low, high in (rd.pearson, rd.spearman, rd.partial):
        assert low < point < high
    assert found[LENGTH].pearson[0] > 0


def test_what_cannot_be_computed_says_why(made, table_of):
    panel, _, _ = made
    joined = join(table_of(["code,year,rd", "1,2022,3", "2,2022,3"]))
    few = correlations(panel, joined, replicates=100)[0]
    assert (few.n, few.status) == (2, "fewer than 10 firm-years")
    assert few.pearson == (None, None, None)
    zeros = panel.with_columns(value=pl.lit(0.0))
    flat = correlations(zeros, joined, replicates=100)[1]
    assert flat.status == "the index does not vary"
    nobody = join(table_of(["code,year,rd", "600999,2022,3"]))
    with pytest.raises(ValidationError, match="No firm-year"):
        correlations(panel.clear(), nobody)


def test_ties_share_their_rank():
    assert ranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1, 3.5, 2]
