"""The door of `clearance`."""

from pishkhan.clearance.domain.certificates import certificate_of, find, may_revoke, revoke
from pishkhan.clearance.domain.debts import hold_for_debt, reduce_debt
from pishkhan.clearance.domain.demo import load_people
from pishkhan.clearance.domain.packs import Loaded, load_pack
from pishkhan.clearance.domain.papers import make_certificate, make_form
from pishkhan.clearance.domain.queries.certificates import certificate, certificates
from pishkhan.clearance.domain.queries.progress import Happened, ShownStation, Walk, progress, timeline, walk_of
from pishkhan.clearance.domain.sending import STEP_DRAFT, mark_not_applicable, send_on
from pishkhan.clearance.domain.signing_keys import LARGEST_P12, KeyCard, active_key, card, keys, replace_key, trusted
from pishkhan.clearance.domain.visits import close_visit, open_visits, require_visit, visit_of_task
from pishkhan.clearance.models import Certificate, HandOver, Letter, SigningKey, Visit
from pishkhan.clearance.pack.reader import PackRefused
from pishkhan.clearance.phrases import key_refusal

__all__ = [
    "STEP_DRAFT",
    "Certificate",
    "HandOver",
    "Happened",
    "KeyCard",
    "LARGEST_P12",
    "Letter",
    "Loaded",
    "PackRefused",
    "ShownStation",
    "SigningKey",
    "Visit",
    "Walk",
    "active_key",
    "card",
    "certificate",
    "certificate_of",
    "certificates",
    "close_visit",
    "find",
    "hold_for_debt",
    "key_refusal",
    "keys",
    "load_pack",
    "load_people",
    "make_certificate",
    "make_form",
    "mark_not_applicable",
    "may_revoke",
    "open_visits",
    "progress",
    "reduce_debt",
    "replace_key",
    "require_visit",
    "revoke",
    "send_on",
    "timeline",
    "trusted",
    "visit_of_task",
    "walk_of",
]
