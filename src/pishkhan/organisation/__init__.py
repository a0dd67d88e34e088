"""The university itself: institution → faculty → office, host names, and when an office works.

Knows nothing of people. Everything else belongs to exactly one institution.
"""
