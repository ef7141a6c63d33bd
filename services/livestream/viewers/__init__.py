"""Those who watch: how many they are, and what they are told that is not worth a fact."""
