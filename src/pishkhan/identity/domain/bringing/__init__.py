"""Bringing people in from files and from other systems: tried dry first, then written in batches, row by row."""
