"""Put the accuracy of a model where it is told: READMEs, docs/models.md, the picture of its scores.

    nqp evaluate dev.jsonl --method every --model MODEL --out EVALUATION
    python benchmarks/accuracy.py EVALUATION

Writes what stands between the marks <!-- accuracy --> and <!-- /accuracy --> of README.md,
README.zh-CN.md and docs/models.md, the picture docs/images/reliability.svg (needs the extra
plots), and benchmarks/results/evaluation.json: the figures that all of these are made of.
Without EVALUATION everything is made again from that file.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "benchmarks" / "results" / "evaluation.json"
METHODS = ("hybrid", "transformer", "linear", "lexicon")
LANGUAGES = ("zh", "en")
GROUPS = (
    ("all", "all"), ("zh", "firm"), ("zh", "gov"), ("zh", "news"), ("en", "firm"), ("en", "gov")
)  # fmt: skip
NAMES = {"zh": "Chinese", "en": "English", "firm": "firms", "gov": "governments", "news": "news"}
ATTRIBUTES = ("stance", "actor", "polarity")
BETWEEN = re.compile(r"(?<=<!-- accuracy -->\n).*?(?=<!-- /accuracy -->)", re.S)
WORDS = {
    "README.md": {
        "head": "| method | sentences | precision | recall | F1 [95 %] |",
        "default": "(default)",
        "attributes": "The hybrid reads stance right in {stance}, actor in {actor}, polarity in "
        "{polarity} (Chinese / English).",
    },
    "README.zh-CN.md": {
        "head": "| 方法 | 句数 | 精确率 | 召回率 | F1 [95 %] |",
        "default": "（默认）",
        "attributes": "hybrid 的立场判断正确率 {stance}，主体 {actor}，极性 {polarity}"
        "（中文 / 英文）。",
    },
}

Evaluation = dict[str, Any]


def read(folder: Path) -> dict[str, Evaluation]:
    """The figures of every method in a folder of evaluations; no sentence is among them."""
    found = {}
    for method in METHODS:
        content = json.loads((folder / f"evaluation-{method}.json").read_text(encoding="utf-8"))
        parts = ("method", "model", "lexicon", "taxonomy", "gold", "summary")
        rows = {part: content[part] for part in (*parts, "attributes", "calibration")}
        rows["summary"] = [r for r in rows["summary"] if r["over"] == "paths"]
        found[method] = rounded(rows)
    return found


def rounded(value: Any) -> Any:
    """Floats with five digits behind the point: the file stays small."""
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value


def row_of(evaluation: Evaluation, lang: str, kind: str = "all", average: str = "micro") -> Any:
    """The summary over the nine paths of one group, or None."""
    for row in evaluation["summary"]:
        if (row["lang"], row["kind"], row["average"]) == (lang, kind, average):
            return row
    return None


def interval(values: list[float]) -> str:
    """An estimate with its interval."""
    return "{:.2f} [{:.2f}, {:.2f}]".format(*values)


def attribute(evaluation: Evaluation, name: str, lang: str) -> list[float]:
    """Share of labels whose attribute is right, with its interval."""
    for row in evaluation["attributes"]:
        if (row["attribute"], row["lang"], row["kind"]) == (name, lang, "all"):
            return list(row["accuracy"])
    raise SystemExit(f"the evaluation says nothing of {name} in {lang}")


def of_readme(found: dict[str, Evaluation], words: dict[str, str]) -> str:
    """The table of a README and the line below it."""
    lines = [words["head"], "|---|---|---|---|---|"]
    space = " " if words["default"].isascii() else ""
    for lang in LANGUAGES:
        row = row_of(found["hybrid"], lang)
        lines.append(
            f"| **hybrid**{space}{words['default']}, {lang} | {row['n']:,.0f} | "
            f"{row['precision'][0]:.2f} | {row['recall'][0]:.2f} | {interval(row['f1'])} |"
        )
    for method in METHODS[1:]:
        rows = [row_of(found[method], lang) for lang in LANGUAGES]
        cells = [
            " / ".join(f"{row[measure][0]:.2f}" for row in rows)
            for measure in ("precision", "recall", "f1")
        ]
        sentences = sum(row["n"] for row in rows)
        lines.append(f"| {method}, zh / en | {sentences:,.0f} | {' | '.join(cells)} |")
    shares = {
        name: " / ".join(f"{attribute(found['hybrid'], name, lang)[0]:.2f}" for lang in LANGUAGES)
        for name in ATTRIBUTES
    }
    return "\n".join([*lines, "", words["attributes"].format(**shares)]) + "\n"


def of_page(found: dict[str, Evaluation]) -> str:
    """Tables by language and kind of document, for docs/models.md."""
    gold = found["hybrid"]["gold"]
    model = found["hybrid"]["model"][:12]
    lines = [
        f"`nqp evaluate {gold['name']} --method every`, {gold['sentences']:,} sentences, model "
        f"`{model}`. F1 over the nine paths with 95 % intervals:",
        "",
        "| | " + " | ".join(METHODS) + " |",
        "|---|" + "---|" * len(METHODS),
    ]
    for average, groups in (("micro", GROUPS), ("macro", GROUPS[:1])):
        for lang, kind in groups:
            rows = [row_of(found[method], lang, kind, average) for method in METHODS]
            if None not in rows:
                name = " ".join(NAMES[part] for part in (lang, kind) if part != "all") or "all"
                cells = " | ".join(interval(row["f1"]) for row in rows)
                lines.append(f"| {name}, {average} | {cells} |")
    lines += ["", "| right where the label is right | Chinese | English |", "|---|---|---|"]
    for name in ATTRIBUTES:
        cells = " | ".join(interval(attribute(found["hybrid"], name, lang)) for lang in LANGUAGES)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines) + "\n"


def blocks(found: dict[str, Evaluation]) -> dict[str, str]:
    """What belongs between the marks of every file."""
    made = {name: of_readme(found, words) for name, words in WORDS.items()}
    return {**made, "docs/models.md": of_page(found)}


def put(name: str, block: str) -> None:
    """Replace what stands between the marks of a file."""
    file = ROOT / name
    text, places = BETWEEN.subn(lambda _: block, file.read_text(encoding="utf-8"))
    if places != 1:
        raise SystemExit(f"{name} needs one pair of marks, and has {places}")
    file.write_text(text, encoding="utf-8", newline="\n")
    print(f"Written: {name}")


def draw(calibration: list[dict[str, Any]], file: Path) -> None:
    """The reliability diagram of the hybrid."""
    from nqp_text.outputs.charts import plot_reliability, write_plot

    print(f"Written: {write_plot(plot_reliability(calibration), file)}")


def main(*folders: str) -> None:
    """Take the figures over if a folder is given, and write all that is made of them."""
    if folders:
        KEPT.parent.mkdir(exist_ok=True)
        content = json.dumps(read(Path(folders[0])), ensure_ascii=False, indent=0)
        KEPT.write_text(content + "\n", encoding="utf-8", newline="\n")
    found = json.loads(KEPT.read_text(encoding="utf-8"))
    for name, block in blocks(found).items():
        put(name, block)
    draw(found["hybrid"]["calibration"], ROOT / "docs" / "images" / "reliability.svg")


if __name__ == "__main__":
    main(*sys.argv[1:2])
