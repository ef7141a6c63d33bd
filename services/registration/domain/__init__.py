"""What registration decides, as pure functions: representatives, opinions, the forgotten."""
