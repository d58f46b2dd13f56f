"""The local web page: upload, look at documents, browse and compare runs, audit, download.

``server.serve`` runs it; ``app.create_app`` makes the ASGI application. Needs the extra ``web``.
"""
