"""Video: what comes in over SRT becomes segments, which are shown, kept and proved.

Pure: ``srt``, ``commands``, ``segments``, ``course``, ``playlist``. IO: ``door``, ``processes``,
``files``, ``rows``, ``ingest``, ``crew``; pages and addresses: ``desk``, ``serving``.
"""
