"""The parts of the decider of questions: commands, state, merging."""
