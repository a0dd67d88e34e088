"""Drawing up a form piece by piece: every change takes a schema and gives the next one, or says why not.

What comes out is read by `parse_form`, except while a group is still empty or no question stands in it: `ready` leaves
empty groups out.
"""

from pishkhan.intake.logic.building.conditions import (
    JOINS,
    TESTS,
    Condition,
    Test,
    read_condition,
    set_condition,
    tests_for,
    used_by,
)
from pishkhan.intake.logic.building.fields import (
    LIMITS,
    add_field,
    add_group,
    edit_field,
    edit_group,
    move,
    place,
    remove,
    rename,
)
from pishkhan.intake.logic.building.keys import make_key
from pishkhan.intake.logic.building.tree import (
    Component,
    blank,
    component,
    copy,
    faults,
    group_of,
    label_of,
    listed,
    ready,
    where,
    with_keys,
)

__all__ = [
    "JOINS",
    "LIMITS",
    "TESTS",
    "Component",
    "Condition",
    "Test",
    "add_field",
    "add_group",
    "blank",
    "component",
    "copy",
    "edit_field",
    "edit_group",
    "faults",
    "group_of",
    "label_of",
    "listed",
    "make_key",
    "move",
    "place",
    "read_condition",
    "ready",
    "remove",
    "rename",
    "set_condition",
    "tests_for",
    "used_by",
    "where",
    "with_keys",
]
