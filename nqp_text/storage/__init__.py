"""How results and texts lie on disk: never half written, checked when read, no pickle.

``frames`` are checksummed blocks of bytes; ``texts`` and ``results`` put records into them;
``result_store`` is the durable log of a run, ``text_cache`` the texts that were read before;
``lock`` keeps two processes out of one folder. Nothing here knows what the records mean.
"""
