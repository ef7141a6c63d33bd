"""How long personal data is kept, what a person may ask of it, and who looked at it."""
