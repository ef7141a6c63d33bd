"""What is decided of opinions, by topic; ``domain/opinions.py`` puts it together."""
