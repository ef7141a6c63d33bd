"""What operators see of a process: traces that reach across the bus, and measures."""
