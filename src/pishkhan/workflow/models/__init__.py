from pishkhan.workflow.models.case import Case
from pishkhan.workflow.models.deadline import Assigning, DeskRule, Reminder, Span
from pishkhan.workflow.models.migration import CaseMigration
from pishkhan.workflow.models.process import Process, ProcessVersion
from pishkhan.workflow.models.task import Task, Timer

__all__ = [
    "Assigning", "Case", "CaseMigration", "DeskRule", "Process", "ProcessVersion", "Reminder", "Span", "Task", "Timer",
]
