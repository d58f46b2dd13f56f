"""The methods paragraph and the appendix of a paper, with the numbers of a run."""

from nqp_text.outputs.methods.facts import Facts, gather_facts
from nqp_text.outputs.methods.pages import FORMATS, methods_page

__all__ = ["FORMATS", "Facts", "gather_facts", "methods_page"]
