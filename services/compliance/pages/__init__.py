"""The pages, each an address of its own that works without JavaScript."""
