"""Template tags; `pk` is a builtin of every template."""
