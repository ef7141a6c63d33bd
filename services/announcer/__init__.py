"""Plans activities, tells the public, publishes materials; the built-in public pages."""
