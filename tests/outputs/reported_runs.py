"""Results with evidence for reports and charts; every sentence here is our own."""

from __future__ import annotations

from made_runs import mention, result

HOSTILE = "公司</script><script>window.hacked=1</script><img src=x onerror=hacked=2>建成智算中心。"
TURNED = "公司\u202e建成智算中心\u202c，完成投运。"


def placed(number, node, text, evidence, **values):
    """A mention of a text, with the offsets of its evidence."""
    start = 1000 * number
    at = start + text.index(evidence)
    return mention(
        number,
        node,
        text,
        start=start,
        end=start + len(text),
        evidence=evidence,
        evidence_start=at,
        evidence_end=at + len(evidence),
        **values,
    )


def firm(path, year, hits, code="600001", name="蓝川股份", **values):
    """A firm's report with its mentions, the first of which is on two nodes."""
    made = result(path, hits, year=year, firm_code=code, firm_name=name, **values)
    if not made.counts:
        return made
    text = f"{year}年公司建成智算中心，机房年均PUE降至1.18。"
    mentions = [placed(n, "path.compute", text, "智算中心") for n in range(hits)]
    mentions.append(
        placed(50, "path.green", "预计绿电交易规模继续扩大。", "绿电", stance="plan", actor="macro")
    )
    return type(made)(
        made.doc_id, path, made.document, made.exposure, made.counts, tuple(mentions), ()
    )
