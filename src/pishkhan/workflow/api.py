"""The door of `workflow`."""

from pishkhan.workflow.domain import handing_out
from pishkhan.workflow.domain.cases import open_case, reopen_step
from pishkhan.workflow.domain.desk import (
    assign,
    begin_waiting,
    claim,
    end_waiting,
    give_to_least_loaded,
    locked_open_task,
)
from pishkhan.workflow.domain.ending import cancel_case, reopen_case
from pishkhan.workflow.domain.errors import AlreadyDone, Block, Blocked, Changed, NotYours
from pishkhan.workflow.domain.locking import locked_case, locked_task, seated
from pishkhan.workflow.domain.messages import deliver_message
from pishkhan.workflow.domain.migration import Foreseen, begin_migration, foresee, migrations_of
from pishkhan.workflow.domain.offices import Found, Resolved, resolve_office
from pishkhan.workflow.domain.opening import NOBODY_THERE
from pishkhan.workflow.domain.queries.cases import (
    Station,
    case_of_request,
    open_counts,
    settings_of,
    station,
    stations,
    titles_at,
    version,
    versions_of,
)
from pishkhan.workflow.domain.queries.overdue import PAGE as OVERDUE_PAGE
from pishkhan.workflow.domain.queries.overdue import Overdue, overdue, overdue_at, overdue_tasks, overseen
from pishkhan.workflow.domain.queries.tasks import (
    SUMMED_UP,
    answers_of,
    at_desks,
    holder_of,
    instead_of,
    offices_of_cases,
    open_tasks_of_case,
    open_work,
    reach_of,
    ready_among,
    ready_at,
    ready_given,
    ready_in,
    tasks_of_case,
    visible_to,
    walked,
    with_holder,
    workable_by,
)
from pishkhan.workflow.domain.registry import (
    Step,
    applicants_come_from,
    every_cancelling,
    every_desk_act,
    every_reopening,
    every_step,
    forms_come_from,
    named_action,
    step_rule,
)
from pishkhan.workflow.domain.reminders import NOBODY_TO_TELL, numbers_come_from, remind_all
from pishkhan.workflow.domain.rescheduling import NOT_COUNTED, recount
from pishkhan.workflow.domain.spans import Usual, offices_to_come, usual_of
from pishkhan.workflow.domain.spans import count as count_spans
from pishkhan.workflow.domain.steps import NO_ANSWERS, Answers, Completed, complete_task
from pishkhan.workflow.domain.thresholds import Times, may_set_times, set_times, times_at
from pishkhan.workflow.domain.timers import fire_due
from pishkhan.workflow.domain.versions import graph_of, newest_version, publish_process, read_steps
from pishkhan.workflow.engine.drawing import Stop, draw, stops_of
from pishkhan.workflow.engine.refused import Refused
from pishkhan.workflow.enums import CaseStatus, Outcome, TaskStatus, Waiting
from pishkhan.workflow.models import Assigning, Case, CaseMigration, ProcessVersion, Task

__all__ = [
    "Assigning",
    "applicants_come_from",
    "give_to_least_loaded",
    "handing_out",
    "NO_ANSWERS",
    "SUMMED_UP",
    "AlreadyDone",
    "Answers",
    "Block",
    "Blocked",
    "Case",
    "CaseMigration",
    "CaseStatus",
    "Changed",
    "Completed",
    "Foreseen",
    "Found",
    "NOBODY_THERE",
    "NOBODY_TO_TELL",
    "NOT_COUNTED",
    "OVERDUE_PAGE",
    "Overdue",
    "overdue",
    "overdue_at",
    "overdue_tasks",
    "overseen",
    "NotYours",
    "Outcome",
    "ProcessVersion",
    "Refused",
    "Resolved",
    "Station",
    "Step",
    "Stop",
    "Task",
    "TaskStatus",
    "Usual",
    "Times",
    "Waiting",
    "answers_of",
    "at_desks",
    "assign",
    "begin_migration",
    "begin_waiting",
    "cancel_case",
    "case_of_request",
    "claim",
    "deliver_message",
    "complete_task",
    "count_spans",
    "draw",
    "end_waiting",
    "every_cancelling",
    "every_desk_act",
    "every_reopening",
    "every_step",
    "fire_due",
    "graph_of",
    "holder_of",
    "instead_of",
    "foresee",
    "forms_come_from",
    "locked_case",
    "locked_open_task",
    "locked_task",
    "may_set_times",
    "migrations_of",
    "named_action",
    "newest_version",
    "numbers_come_from",
    "offices_to_come",
    "open_case",
    "open_counts",
    "offices_of_cases",
    "open_tasks_of_case",
    "open_work",
    "publish_process",
    "reach_of",
    "ready_among",
    "ready_at",
    "ready_given",
    "ready_in",
    "reopen_case",
    "recount",
    "remind_all",
    "read_steps",
    "reopen_step",
    "resolve_office",
    "seated",
    "set_times",
    "settings_of",
    "station",
    "stations",
    "step_rule",
    "stops_of",
    "tasks_of_case",
    "times_at",
    "titles_at",
    "usual_of",
    "version",
    "versions_of",
    "visible_to",
    "walked",
    "with_holder",
    "workable_by",
]
