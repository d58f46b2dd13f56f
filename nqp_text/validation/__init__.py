"""How right the numbers are: evaluation against labels, audits by people, growth of lexicons.

Nothing here tags or reads documents by itself: it gets predictions and rows and judges them.
"""
