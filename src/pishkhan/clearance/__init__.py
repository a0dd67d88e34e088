"""Clearance: what offices hold against a student, and the signed certificate that nobody does.

Visits, letters, hand-overs, debts at a station, certificates. `paper` is the pure half that makes the sheets.
"""
