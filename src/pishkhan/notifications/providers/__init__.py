"""Foreign services that carry messages, each a small translator (no Django). Adding one touches its own file, one row
of `table` and its texts.
"""
