"""Published pages are fetched back, compared with what was published, and looked at again."""
