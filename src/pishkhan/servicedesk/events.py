"""What happened to a request."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pishkhan.plumbing.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFiled(Event):
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRenamed(Event):
    type_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentWritten(Event):
    request_id: UUID
    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """Among colleagues: nobody outside is told."""

    request_id: UUID
    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedToStudent(Event):
    request_id: UUID
    return_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Resubmitted(Event):
    request_id: UUID
    return_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestClosed(Event):
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantInvited(Event):
    participant_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantJoined(Event):
    participant_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWithdrawn(Event):
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReopened(Event):
    request_id: UUID
