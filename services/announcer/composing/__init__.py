"""From eight boxes to a notice: what is typed, what it means, what is asked, the texts; pure."""
