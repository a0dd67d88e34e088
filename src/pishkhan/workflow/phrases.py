"""What the engine refuses, said in the language of the page; each sentence names its element."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pishkhan.workflow.engine.refused import Problem

SENTENCES: Mapping[str, Promise] = {
    "action_unknown": _("“%(name)s” names the action “%(action)s”, which is not known here."),
    "arrival_unmapped": _(
        "“%(name)s” waits for several branches, and it is not clear which branch of the new version has "
        "already arrived. Add flow “%(flow)s” to the map."
    ),
    "attribute_missing": _("“%(name)s” needs the property “%(attribute)s”."),
    "attribute_unknown": _(
        "“%(name)s” has the property “%(attribute)s”, which is not known here. Remove it or correct its "
        "spelling."
    ),
    "attribute_value": _("The property “%(attribute)s” of “%(name)s” cannot be “%(value)s”."),
    "back_stuck": _(
        "This case was carried over to another version of the process and could not finish from “%(name)s”. "
        "Choose another step."
    ),
    "boundary_event": _(
        "“%(name)s” must be one timer or one message. Other events on a task are not supported."
    ),
    "boundary_unknown": _("“%(name)s” is not an event on a task of this version."),
    "call_recursive": _(
        "“%(name)s” calls a process that calls it again, without end. Remove one of the calls."
    ),
    "called_unknown": _(
        "“%(name)s” calls a process that is not in this file. Add the process or correct the name."
    ),
    "cell_bad": _(
        "In decision table “%(name)s”, row %(row)s, “%(cell)s” cannot be read. Row 0 is the heading."
    ),
    "collection_long": _("The list for “%(name)s” is longer than %(limit)s items."),
    "collection_missing": _(
        "“%(name)s” runs once for each item of the list “%(collection)s”, but there is no such list in the "
        "case."
    ),
    "collection_no_list": _(
        "“%(name)s” needs a list, but the decision table that answers “%(collection)s” does not collect "
        "one. Set its hit policy to COLLECT and give it one output."
    ),
    "collection_unnamed": _("“%(name)s” is to run several times, but the list is not named."),
    "condition_forbidden": _(
        "Conditions are read only after an exclusive gateway. Put a gateway after “%(name)s”."
    ),
    "condition_language": _(
        "The condition at “%(name)s” is marked as %(language)s. Conditions are written in the language of "
        "this service only."
    ),
    "condition_missing": _(
        "The flow “%(name)s” out of an exclusive gateway has no condition and is not the default. Write a "
        "condition."
    ),
    "dead_end": _("From “%(name)s” no end of the process can be reached. Draw a way to an end."),
    "decision_not_unique": _(
        "In decision table “%(name)s” two rows match, although it is to match one only."
    ),
    "decision_unknown": _("“%(name)s” asks the decision table “%(decision)s”, which does not exist."),
    "decisions_none": _("There is no decision table in this file."),
    "default_forbidden": _("Only an exclusive gateway has a default flow; “%(name)s” is not one."),
    "default_missing": _(
        "The exclusive gateway “%(name)s” has no default flow. Mark one of its flows as the default."
    ),
    "default_unknown": _("The default flow of “%(name)s” does not leave it. Choose one of its own flows."),
    "duration": _(
        "The time of “%(name)s”, “%(value)s”, cannot be read. Write it like P3D (three days) or PT4H (four "
        "hours)."
    ),
    "element_unsupported": _(
        "“%(name)s” is a %(tag)s, which this service does not run. Use tasks, exclusive and parallel "
        "gateways, called processes and decision tables."
    ),
    "expression_deep": _("The expression at “%(name)s” is nested too deeply. Simplify it."),
    "expression_empty": _("The expression at “%(name)s” is empty."),
    "expression_forbidden": _("The expression at “%(name)s” uses “%(part)s”, which is not allowed."),
    "expression_long": _("The expression at “%(name)s” is too long. Simplify it."),
    "expression_number": _("The expression at “%(name)s” leads to too large a number."),
    "expression_syntax": _("The expression “%(expression)s” at “%(name)s” cannot be read."),
    "expression_types": _(
        "The expression “%(expression)s” at “%(name)s” does not fit the answers of this case."
    ),
    "flow_loose": _("The flow “%(name)s” is not connected at both ends within one process."),
    "form_unknown": _("“%(name)s” uses the form “%(form)s”, which does not exist."),
    "guard_unknown": _("“%(name)s” asks for the rule “%(guard)s”, which is not known here."),
    "hit_policy": _(
        "Decision table “%(name)s” has the hit policy “%(policy)s”. Use UNIQUE, FIRST or COLLECT, without "
        "aggregation."
    ),
    "host_bad": _("“%(name)s” must sit on a task or a called process."),
    "id_bad": _(
        "An element of kind %(tag)s has the id “%(wrong)s”. Ids begin with a Latin letter and hold letters, "
        "digits, dash, dot and underscore."
    ),
    "id_twice": _("The id of “%(name)s” is used twice, or is missing."),
    "incoming_forbidden": _("No flow may lead into “%(name)s”."),
    "incoming_missing": _("No flow leads into “%(name)s”."),
    "join_waits": _("“%(name)s” may wait for ever: the branch from “%(missing)s” does not always arrive."),
    "loop_endless": _("The process turned in a circle at “%(name)s” without reaching a task."),
    "loop_without_task": _(
        "“%(name)s” lies on a circle without any task, which could turn for ever. Put a task on it or "
        "remove it."
    ),
    "message_unknown": _("“%(name)s” waits for a message that is not named."),
    "name_unknown": _("The condition at “%(name)s” reads “%(variable)s”, which no step sets."),
    "never_ends": _("A case that passes “%(name)s” can turn for ever without ending."),
    "no_end": _("The process “%(name)s” has no end."),
    "nodes_many": _("The process “%(name)s” has more than %(limit)s elements."),
    "not_bpmn": _("This file is not a BPMN 2.0 diagram."),
    "not_dmn": _("This file is not a DMN decision table."),
    "office_missing": _("No office is named for “%(name)s”."),
    "office_unknown": _("“%(name)s” belongs to the office “%(office)s”, which does not exist."),
    "outgoing_forbidden": _("No flow may leave “%(name)s”."),
    "outgoing_missing": _("No flow leaves “%(name)s”."),
    "output_twice": _("Decision table “%(name)s” has two outputs of the same name."),
    "output_unknown": _(
        "The condition at “%(name)s” reads “%(output)s” of “%(result)s”, but the decision table has no such "
        "output."
    ),
    "output_unnamed": _("An output of decision table “%(name)s” has no usable name."),
    "part_unsupported": _("“%(name)s” contains “%(part)s”, which this service does not run. Remove it."),
    "root_unclear": _(
        "It is not clear which process of the file a case runs. Exactly one must not be called by another."
    ),
    "rule_ragged": _("In decision table “%(name)s”, row %(row)s has too few or too many cells."),
    "script_code": _("“%(name)s” contains program code. Name an action instead."),
    "second_token": _(
        "“%(name)s” could be opened a second time while it is still open. Join the branches before it."
    ),
    "split_implicit": _("Several flows leave “%(name)s”. Put a gateway after it."),
    "starts": _("The process “%(name)s” has %(count)s start events; it needs exactly one."),
    "step_not_done": _("“%(name)s” has not been done in this case, so one cannot go back to it."),
    "table_missing": _("Decision “%(name)s” is not a table."),
    "table_size": _(
        "Decision table “%(name)s” needs at least one input and one row, and at most %(limit)s rows."
    ),
    "task_not_ready": _("“%(name)s” is not open in this case."),
    "token_unmapped": _(
        "The case stands at “%(name)s”, which the new version does not have. Say in the map where it goes on."
    ),
    "unreachable": _("“%(name)s” can never be reached from the start."),
    "walk_large": _("The process “%(name)s” is too intricate to be checked. Split it into called processes."),
    "xml_broken": _("The file is not well-formed XML: %(detail)s"),
    "xml_deep": _("The file is nested too deeply or holds too many elements."),
    "xml_large": _("The file is larger than %(limit)s MB."),
    "xml_unsafe": _("The file contains a document type or entities, which are not accepted."),
}
"""By code of a Problem."""


def say(problem: Problem) -> str:
    """The sentence for one problem; an element without a name is called by its id."""
    name = problem.element_name or problem.element_id
    return str(SENTENCES[problem.code]) % {"name": name, **problem.params}
