"""Materials (工作材料): files that arrive, the bundle made of what is known, and the press kit."""
