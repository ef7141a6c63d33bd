"""What would be: supposed facts and rules, last moments ahead, calendars of deadlines. Pure.

Nothing here counts a day or judges: it asks the rules by which verdicts are made.
"""
