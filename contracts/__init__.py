"""The published language of Minsheng: what services say to one another.

Imports pydantic and nothing of ours; does no IO beyond reading its own data files.
"""
