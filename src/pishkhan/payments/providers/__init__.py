"""Gateways of Iranian banks: pure translators between their protocols and our words. No Django, no database."""
