"""Streams: when one was to run, ran and ended."""
