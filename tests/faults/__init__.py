"""`make faults`: real processes killed under load, and what they promised held against the logs."""
