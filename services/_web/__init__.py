"""The HTTP side that every service shares: who acts, what is refused, and how it all runs."""
