"""Forms: immutable versions, drafts that survive, submissions that stay.

`logic` is the pure half: what a form is, which fields show, what an answer must be.
"""
