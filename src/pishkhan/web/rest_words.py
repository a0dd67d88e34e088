"""Refusals about tokens, the API and webhooks, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from pishkhan.notifications import api as notifications

INCIDENTS: Mapping[str, tuple[Promise, Promise]] = {
    notifications.HOOK_FAILED: (
        lazy("A system takes none of the news it wants"),
        lazy("It was told again for three days. Look at its log; this closes by itself when it takes something."),
    ),
}
SENTENCES: Mapping[str, Promise] = {
    "token_name_missing": lazy("Write a name that tells you later what the token is for."),
    "tokens_many": lazy("You have %(most)s tokens in force. Revoke one you do not need."),
    "token_of_machine": lazy("This needs a token of a person; make one under “My account”."),
    "factor_needed": lazy("The university asks everybody who works here for a second factor. Set one up first."),
    "outside_network": lazy("This opens only from the networks of the university."),
    "repeat_key_wrong": lazy("Idempotency-Key has 1 to 100 visible Latin characters."),
    "repeat_key_reused": lazy("This Idempotency-Key was used for something else. Send another one."),
    "field_unknown": lazy("The form has no field of this name that takes an answer: %(names)s."),
    "enrolment_which": lazy(
        "Several of your enrolments may use this service. Say which one is meant: “enrolment” in the address or in the "
        "body, with one of the ids that the catalogue gives for this service."
    ),
    "hook_name": lazy("Write a name that tells which system it is."),
    "hook_url": lazy("Write an address that begins with https:// and has no user name and no #."),
    "hook_port": lazy("Only the ports 443 and 8443 are called."),
    "hook_inside": lazy("This address is inside the house or on no network of the world; it is not called."),
    "hook_unknown_host": lazy("Nobody knows this name. Check the address."),
    "hook_events": lazy("Choose at least one event."),
    "hooks_many": lazy("There are %(most)s addresses already. Change one of them instead."),
    "hook_waits": lazy("This delivery is still waiting for its next try."),
    "hook_off": lazy("The address is switched off. Switch it on first."),
}
