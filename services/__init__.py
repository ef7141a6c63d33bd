"""The services: each a process of its own; they never import one another."""
