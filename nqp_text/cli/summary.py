"""What a run found, counted while it ran, and the table that shows it at the end."""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqp_text.cli.commands_named import scan_command
from nqp_text.cli.rates import in_digits
from nqp_text.records import LINK_NOTE

if TYPE_CHECKING:
    from nqp_text.pipeline import Progress

READ = ("ok", "partial")
_NOTES = re.compile(rf"(?:^|; )(?:{LINK_NOTE}|\d+ mentions use words)")
_ANY = "\0"
_NUMBER = re.compile(r"(?<![\w-])\d(?:[\d,.]*\d)?(?![\w-])")
"""A number that stands alone; the digits of UTF-8 and GB18030 belong to their names."""

NO_FAILURE = (*READ, "duplicate")


class Summary:
    """Sums over the documents of a run; holds no document."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.statuses: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self._numbers: dict[tuple[str, str], list[str]] = {}
        self.total = 0
        self.reused = 0
        self.pages = 0
        self.pages_now = 0
        self.pages_unread = 0
        self.sentences = 0
        self.without_section = 0
        self.early = 0
        self.mentions: Counter[str] = Counter()
        self.documents: Counter[str] = Counter()

    def add(self, progress: Progress) -> None:
        """Count one finished file."""
        result = progress.result
        row = result.document
        self.total = progress.total
        self.reused += progress.reused
        status = str(row["status"])
        self.statuses[status] += 1
        if status != "ok" and status != "duplicate":
            reason = str(row["reason"]).replace(_ANY, " ")
            self._add_reason(status, _NOTES.split(reason, maxsplit=1)[0])
        pages, read = (int(str(row.get(name) or 0)) for name in ("pages", "pages_read"))
        self.pages += pages
        self.pages_now += 0 if progress.reused else pages
        self.pages_unread += max(pages - read, 0) if status in READ else 0
        self.sentences += result.exposure.sentences
        self.without_section += row.get("section") == "mdna" and not row.get("mdna_found")
        self.early += bool(row.get("early_terms"))
        for count in result.counts:
            self.mentions[count.node] += count.attention
            self.documents[count.node] += count.attention > 0

    @property
    def failed(self) -> int:
        """Documents that were not read."""
        return sum(n for status, n in self.statuses.items() if status not in NO_FAILURE)

    def as_dict(self, out: Path) -> dict[str, Any]:
        """The summary as plain values."""
        seconds = time.monotonic() - self.began
        return {
            "out": str(out),
            "files": self.statuses.total(),
            "reused": self.reused,
            "statuses": dict(sorted(self.statuses.items())),
            "quarantined": self.failed,
            "retry": self.retry_command(out),
            "pages": self.pages,
            "pages_unread": self.pages_unread,
            "sentences": self.sentences,
            "mentions": dict(self.mentions),
            "section_missing": self.without_section,
            "documents_with_early_terms": self.early,
            "seconds": round(seconds, 2),
            "pages_per_second": round(self.pages_now / seconds, 2) if seconds else 0.0,
        }

    def retry_command(self, out: Path) -> str:
        """The command that reads again what was not read; empty if all was."""
        if not self.failed:
            return ""
        slow = ["--limit-seconds", "1800"] if self.statuses["timeout"] else []
        large = ["--limit-memory", "8192"] if self.statuses["out_of_memory"] else []
        return scan_command("--retry-failed", "--out", str(out), *slow, *large)

    def interruption(self, out: Path) -> str:
        """What is left of a run that the user stopped, and how to go on."""
        if not self.total:
            return "no file was read."
        done = self.statuses.total()
        go_on = scan_command("--resume", "--out", str(out))
        return f"{done} of {self.total} files are done and kept. Go on with:\n  {go_on}"

    def show(self, out: Path) -> None:
        """Print the tables on standard output."""
        from rich.console import Console

        console = Console(highlight=False, markup=False)
        values = self.as_dict(out)
        console.print(self._documents_table(values))
        if self.mentions:
            console.print(self._paths_table())
        console.print(f"Report: {out / 'report.html'}", soft_wrap=True)
        console.print(f"Index: {out / 'index.csv'}", soft_wrap=True)
        console.print(f"Evidence: {out / 'mentions.parquet'}", soft_wrap=True)
        if self.failed:
            console.print(f"Not read: {out / 'quarantine.csv'}", soft_wrap=True)
            console.print(f"Read these again: {self.retry_command(out)}", soft_wrap=True)

    def _documents_table(self, values: dict[str, Any]) -> Any:
        from rich.table import Table

        table = Table("Documents", "", title_justify="left")
        table.columns[1].justify = "right"
        table.add_row("files", f"{values['files']:,}")
        if self.reused:
            table.add_row("  from before", f"{self.reused:,}")
        for status, number in values["statuses"].items():
            table.add_row(f"  {status}", str(number))
        for status, reason, number in self._most_common_reasons(10):
            table.add_row(f"  {status}: {_short(reason)}", str(number))
        if self.without_section:
            table.add_row("  without a management discussion", str(self.without_section))
        if self.early:
            table.add_row("  with terms younger than their year", str(self.early))
        table.add_row("pages", f"{self.pages:,}")
        if self.pages_unread:
            table.add_row("  not read, in documents that were", f"{self.pages_unread:,}")
        table.add_row("sentences counted", f"{self.sentences:,}")
        table.add_row("seconds", f"{values['seconds']:.1f}")
        table.add_row("pages a second", in_digits(values["pages_per_second"]))
        return table

    def _add_reason(self, status: str, reason: str) -> None:
        """Reasons that differ in numbers are counted together, and keep the numbers they share."""
        key = status, _NUMBER.sub(_ANY, reason)
        numbers = _NUMBER.findall(reason)
        known = self._numbers.get(key, numbers)
        self._numbers[key] = [a if a == b else _ANY for a, b in zip(known, numbers, strict=True)]
        self.reasons[key] += 1

    def _most_common_reasons(self, most: int) -> list[tuple[str, str, int]]:
        """Status, reason and number of documents."""
        return [(key[0], self._said(key), number) for key, number in self.reasons.most_common(most)]

    def _said(self, key: tuple[str, str]) -> str:
        numbers = iter(self._numbers[key])
        return re.sub(_ANY, lambda _: next(numbers), key[1]).replace(_ANY, "N")

    def _paths_table(self) -> Any:
        from rich.table import Table

        table = Table("Node", "Sentences", "Documents")
        for column in table.columns[1:]:
            column.justify = "right"
        for node, number in self.mentions.items():
            if number:
                table.add_row(node, f"{number:,}", f"{self.documents[node]:,}")
        return table


def _short(reason: str, length: int = 60) -> str:
    return reason if len(reason) <= length else reason[: length - 1] + "…"
