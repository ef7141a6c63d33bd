"""Reminding units (催办): what they owe, when they are told, by which words, and the sending."""
