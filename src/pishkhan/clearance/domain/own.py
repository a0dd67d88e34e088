"""Staff study too: what they file is worked on by a colleague, in every step and action of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow.api import Block


def blocks(actor: Actor, request_id: UUID) -> Sequence[Block]:
    """Why the actor may not act on a request: it is their own, or that of somebody in whose place they act."""
    absent = actor.stands_in_for if actor.on_behalf_of in actor.stands_in_for else frozenset()
    own = servicedesk.is_applicant(request_id=request_id, person_id=actor.person_id, besides=absent)
    return [Block("own_request")] if own else []
