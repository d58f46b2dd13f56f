"""Labelled sentences in, a model folder out (extra ``train``). The order is in ``run.py``."""
