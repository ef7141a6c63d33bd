"""Reads what people type naturally: dates, hours, durations, head counts, telephones; pure."""
