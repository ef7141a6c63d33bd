"""The plumbing that every service shares. It knows no service."""
