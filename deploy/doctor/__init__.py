"""``minsheng doctor``: looks at all that a running Minsheng needs, and says what mends it."""
