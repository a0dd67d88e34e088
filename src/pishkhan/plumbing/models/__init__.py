from pishkhan.plumbing.models.audit import AuditEntry, AuditRoot
from pishkhan.plumbing.models.base import Root, SortedText
from pishkhan.plumbing.models.file import FileState, StoredFile
from pishkhan.plumbing.models.incident import Incident
from pishkhan.plumbing.models.keys import HandledEvent, IdempotencyKey, KeptAnswer

__all__ = [
    "AuditEntry",
    "AuditRoot",
    "FileState",
    "HandledEvent",
    "IdempotencyKey",
    "Incident",
    "KeptAnswer",
    "Root",
    "SortedText",
    "StoredFile",
]
