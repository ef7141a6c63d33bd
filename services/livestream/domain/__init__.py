"""What livestream decides, as pure functions: the streams of one activity."""
