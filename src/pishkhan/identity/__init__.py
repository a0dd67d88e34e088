"""People and how we know them.

A person has many identifiers and many enrolments; memberships with roles tie staff to units. Login resolves an
identifier by lookup, never by its length (X1). Everything of the university hangs on an enrolment, not a person (X5).
"""
