"""Accounts of those who work here: signing in, sessions, and who may do what."""
