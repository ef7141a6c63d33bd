"""Scoring (考核): a table of marks as data, and the score as a pure function of it and verdicts."""
