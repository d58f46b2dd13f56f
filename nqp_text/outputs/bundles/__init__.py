"""Replication bundles: everything that a run's numbers hang on, in one archive."""

from nqp_text.outputs.bundles.archive import FORMAT, Bundle, read_bundle
from nqp_text.outputs.bundles.contents import write_bundle
from nqp_text.outputs.bundles.unzip import Limits, unpack

__all__ = ["FORMAT", "Bundle", "Limits", "read_bundle", "unpack", "write_bundle"]
