"""Pretraining of the bilingual sentence encoder: text in, encoder out (extra ``train``).

The order of the work is in ``run.py``; every other module here holds one step of it.
"""
