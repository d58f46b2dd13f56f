"""``python -m nqp_text.cli``: the command where its script is not on the path."""

from nqp_text.cli import main

main()
