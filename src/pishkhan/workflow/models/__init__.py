from pishkhan.workflow.models.case import Case
from pishkhan.workflow.models.migration import CaseMigration
from pishkhan.workflow.models.process import Process, ProcessVersion
from pishkhan.workflow.models.task import Task, Timer

__all__ = ["Case", "CaseMigration", "Process", "ProcessVersion", "Task", "Timer"]
