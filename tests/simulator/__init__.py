"""Real kit code on invented servers, invented time and thousands of seeded schedules of faults."""
