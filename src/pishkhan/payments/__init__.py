"""What a student owes, to which office, why, and what became of it.

A due is never edited: waiving, settling and correcting are entries. Banks and the ledger come behind the same door.
"""
