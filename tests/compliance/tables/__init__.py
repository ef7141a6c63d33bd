"""Tables that a lawyer can read: for every requirement, what happened and what is judged of it.

Each Markdown file holds one group of requirements, each table one requirement. ``经过`` tells in a
few fixed phrases what happened (``telling.py``), the rest what is judged of it on a day. All days
are of 2023, those of January of 2024; 00:00 of a day is 24:00 of the day before.
"""
