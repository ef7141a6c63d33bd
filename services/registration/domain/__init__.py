"""What registration decides, as pure functions: sign-up, seats and opinions of one activity."""
