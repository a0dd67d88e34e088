"""The service desk: what can be asked for, who asked, and the conversation about it.

A Request is the root that people see; its case in `workflow` moves, its answers in `intake` stay.
"""
