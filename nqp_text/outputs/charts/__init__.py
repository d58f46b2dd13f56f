"""Charts as Vega-Lite specifications, for the report and for ``nqp plot``."""

from nqp_text.outputs.charts.bundle import vega_bundle
from nqp_text.outputs.charts.report_charts import report_specs
from nqp_text.outputs.charts.theme import LANGUAGES, colours, config

__all__ = ["LANGUAGES", "colours", "config", "report_specs", "vega_bundle"]
