"""How long the words of askers are kept, who looked at them, and how they are deleted."""
