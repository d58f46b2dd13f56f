"""Charts as Vega-Lite specifications, for the report and for ``nqp plot``."""

from nqp_text.outputs.charts.bundle import vega_bundle
from nqp_text.outputs.charts.plot import KINDS, Plot, make_plot, plot_reliability, plot_terms
from nqp_text.outputs.charts.report_charts import report_specs
from nqp_text.outputs.charts.theme import LANGUAGES, colours, config
from nqp_text.outputs.charts.write import PLOT_FORMATS, write_plot

__all__ = [
    "KINDS",
    "LANGUAGES",
    "PLOT_FORMATS",
    "Plot",
    "colours",
    "config",
    "make_plot",
    "plot_reliability",
    "plot_terms",
    "report_specs",
    "vega_bundle",
    "write_plot",
]
