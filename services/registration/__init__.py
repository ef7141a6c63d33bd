"""People: who may come, who came, what they said. Opaque ids only, no personal data."""
