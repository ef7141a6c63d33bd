"""What the announcer decides, as pure functions.

Two aggregates, ``programme`` and ``activity``. The activity's commands stand in one module a
topic (``planning``, ``filing``, ``preparing``, ``notices``, ``materials``, ``holding``), each
beside the function that decides it; ``activity`` puts them together.
"""
