"""Pages on which an activity is arranged: its dates, form and place, their changes, the day."""
