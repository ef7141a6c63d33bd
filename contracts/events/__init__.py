"""Every domain event, one module a service."""
