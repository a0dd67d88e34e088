"""The process engine: pure functions from a drawn process and a marking to the next marking (no Django, no
I/O).

`bpmn.parse` reads a diagram into a `graph.Graph`, `check.check` says whether it may be published, `move.*`
plays it, `migrate.migrate` carries an open case to another version. Everything a caller stores is plain
JSON.
"""
