"""Real things made through the real verbs."""
