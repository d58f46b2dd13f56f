"""The run folder: written as results come in, read back as tables, exported with a codebook."""

from nqp_text.outputs.export import EXPORT_FORMATS, export, export_panel
from nqp_text.outputs.quarantine import failed_documents
from nqp_text.outputs.run import PanelSource, Run, load_run
from nqp_text.outputs.run_writer import RunWriter
from nqp_text.outputs.schema import FAILED_STATUSES, TABLES, Column, Table

__all__ = [
    "EXPORT_FORMATS",
    "FAILED_STATUSES",
    "TABLES",
    "Column",
    "PanelSource",
    "Run",
    "RunWriter",
    "Table",
    "export",
    "export_panel",
    "failed_documents",
    "load_run",
]
