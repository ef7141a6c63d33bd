"""Backups of a running system, their restore, and the new epoch that follows one."""
