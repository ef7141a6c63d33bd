"""Those who ask and want to know: who they are without an account, and what they are told."""
