"""The host's screen: what is next, what is being answered, and where the recording has it."""
