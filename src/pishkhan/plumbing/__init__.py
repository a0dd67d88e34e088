"""Django glue that has no business of its own.

Actor, events, audit, incidents, sealed columns, idempotency keys, stored files, the embedded database.
Every room above may import these modules; there is no door here because there is nothing to hide.
"""
