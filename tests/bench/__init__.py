"""``make bench``: every claim of speed measured against its peers in the same run."""
