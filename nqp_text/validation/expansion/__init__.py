"""New terms for a lexicon from the user's own corpus: mined, scored, reviewed, merged."""
