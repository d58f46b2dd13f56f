"""``report.html``: a run in one file that opens offline, with the evidence for every number."""

from nqp_text.outputs.report.folder import ReportFolder, open_folder
from nqp_text.outputs.report.page import MAX_BYTES, report_pieces, write_report

__all__ = [
    "MAX_BYTES",
    "ReportFolder",
    "open_folder",
    "report_pieces",
    "write_report",
]
