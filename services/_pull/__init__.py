"""Messages of a stream as they arrive: in batches, in order, as bytes. Knows no fact."""
