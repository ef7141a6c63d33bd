"""The judgement: facts sorted by activity, and what the rules make of them. Pure."""
