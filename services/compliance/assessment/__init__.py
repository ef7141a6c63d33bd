"""Scoring (考核): a table of marks as data, the score as a pure function, the sheets of units."""
