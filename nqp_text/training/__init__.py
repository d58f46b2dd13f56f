"""Labelled data and raw text in, models out (extra ``train``)."""
