"""Facts about written English that sentence splitting needs: data, no logic.

Tables of words are separated by spaces. A stop behind an abbreviation is not the end of a sentence,
with two refinements: some abbreviations matter only before a number (``No. 5``), and some can end
a sentence when the next word is one that usually begins one (``... of Apple Inc. The ...``).
"""

from __future__ import annotations

LETTERS = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
CAPITALS = "A-Z\u00c0-\u00d6\u00d8-\u00de"

ABBREVIATIONS = (
    "Mr Mrs Ms Dr Prof Messrs Hon Gen Sen Rep Gov Lt Col Capt St Mt Ft vs e.g i.e cf viz approx "
    "est incl excl resp al Dept Univ Assn Bros Intl Natl Mfg Vs Eg Ie E.g I.e"
)
"""The sentence goes on behind these."""

BEFORE_NUMBERS = (
    "No Nos no nos Fig Figs fig Sec sec Art art Vol vol pp p ch Ch para Para Eq Ref Tab Rev Reg "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
"""The sentence goes on behind these if a number follows."""

BEFORE_NAMES = (
    "Inc Corp Co Cos Ltd LLC L.P S.A N.V A.G etc a.m p.m Jr Sr Ph.D M.D Esq plc Pte Pty Bhd "
    "Ave Blvd Rd"
)
"""The sentence goes on behind these (and behind initials such as ``U.S``) unless a word follows
that usually begins a sentence."""

STARTERS = (
    "The A An In We Our It Its This These Those That They Their There He She As At For From On If "
    "When While Although Though However Because During To Under By With Without Such All Any Each "
    "Some Most Many Other Since After Before Net Total You Your Additionally Accordingly "
    "Furthermore Moreover Therefore Thus Also And But Or See Pursuant Based Both Certain Following "
    "Further Given Historically Over Who What Where How Please Nevertheless Overall "
    "Consequently Hence Today Until Upon Through Despite Due Once Approximately Company Sales "
    "Revenue Revenues Finally First Second Third Then Compared Between Beginning Until Whether"
)
"""Words that usually begin a sentence when they are written with a capital."""

LABELS = "Item Items Note Part Section Sec Article Chapter Schedule Exhibit Table Figure Appendix"
"""Words that, with a number, label the text behind them: ``Item 7. Management's ...``."""

NAMES_WITH_MARKS = "Yahoo"
"""Names that are written with an exclamation mark."""
