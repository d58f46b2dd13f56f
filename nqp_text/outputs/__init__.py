"""The run folder: written as results come in, read back as tables, exported with a codebook."""

from nqp_text.outputs.export import (
    EXPORT_FORMATS,
    EXPORTABLE,
    LABEL_LANGUAGES,
    Exported,
    export_panel,
    export_table,
)
from nqp_text.outputs.quarantine import failed_documents
from nqp_text.outputs.report import write_report
from nqp_text.outputs.run import PanelSource, Run, load_run
from nqp_text.outputs.run_writer import PARTS, RunWriter, check_room
from nqp_text.outputs.schema import FAILED_STATUSES, TABLES, Column, Table
from nqp_text.outputs.tagged_text import TaggedText

__all__ = [
    "EXPORTABLE",
    "EXPORT_FORMATS",
    "FAILED_STATUSES",
    "LABEL_LANGUAGES",
    "PARTS",
    "TABLES",
    "Column",
    "Exported",
    "PanelSource",
    "Run",
    "RunWriter",
    "Table",
    "TaggedText",
    "check_room",
    "export_panel",
    "export_table",
    "failed_documents",
    "load_run",
    "write_report",
]
