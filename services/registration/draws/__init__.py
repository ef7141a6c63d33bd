"""The draw of a session as a procedure: asked, sealed, revealed, read and shown.

What is decided is in ``domain/draw*.py``, the mathematics in ``drawing/``; here are the rows beside
the facts, the work that takes long, and the pages.
"""
