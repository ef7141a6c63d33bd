"""The door of a session (签到): codes scanned, walk-ins, on phones that may have no network."""
