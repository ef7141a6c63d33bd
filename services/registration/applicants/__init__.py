"""Those who sign up or are invited: what they consented to, and what staff are told of them."""
