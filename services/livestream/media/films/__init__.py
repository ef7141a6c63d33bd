"""Films (premieres): a file instead of an encoder, shown to all at once when its session begins."""
