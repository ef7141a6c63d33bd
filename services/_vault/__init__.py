"""Where personal data is kept, and forgotten: names, contacts and words, never on the bus."""
