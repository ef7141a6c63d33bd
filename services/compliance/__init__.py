"""Judges every activity by every requirement, and shows the compliance wall."""
