"""How often a process that serves looks for garbage."""

import gc

_NEW, _TIMES = 50_000, 20


def look_seldom() -> None:
    """Look at every 50,000 new objects instead of 700, and at what was imported never again.

    Facts, commands and requests hold no cycles: they go as soon as nobody wants them. A look at
    each hundred of them cost a reader an eighth of its time.
    """
    gc.freeze()
    gc.set_threshold(_NEW, _TIMES, _TIMES)
    gc.enable()
