"""Notices while they are written: drafts as rows, their pages, review, and publishing."""
