"""The rules: what a pack says, how days are counted, what counts as evidence. All pure."""
