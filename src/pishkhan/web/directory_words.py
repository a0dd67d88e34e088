"""What the directory's answers mean to people, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from pishkhan.identity.api import DirectoryOutcome as Outcome

TECHNICAL: Mapping[str, tuple[Promise, Promise]] = {
    Outcome.UNREACHABLE: (
        lazy("The directory does not answer"),
        lazy("Look whether the server runs, and whether a firewall lets this machine to its port."),
    ),
    Outcome.CERTIFICATE: (
        lazy("The directory's certificate is not believed"),
        lazy("Write the host exactly as the certificate names it, and paste the authority's certificate here. It may "
             "also have run out."),
    ),
    Outcome.KEY_WRONG: (
        lazy("The directory does not let our own account in"),
        lazy("Check its name and password, and that it is neither locked nor run out."),
    ),
    Outcome.FORBIDDEN: (
        lazy("Our own account may not do this in the directory"),
        lazy("Give it the rights that the guide for technicians lists, on this part of the directory."),
    ),
    Outcome.SETTINGS_WRONG: (
        lazy("The directory knows no such part"),
        lazy("Check the part of the directory, letter by letter."),
    ),
    Outcome.NOT_INSTALLED: (
        lazy("This installation lacks what speaks to directories"),
        lazy("Install requirements/directory.txt on the server, as the guide for technicians says, and start anew."),
    ),
    Outcome.TROUBLE: (
        lazy("The directory answered something we do not understand"),
        lazy("Look in its own log; the code beside this tells where."),
    ),
}  # fmt: skip
"""What is wrong, what the technicians do."""

REFUSED: Mapping[str, Promise] = {
    Outcome.POLICY: lazy(
        "The university's directory refuses this password: too short or too plain for it, used before, or changed too "
        "soon after the last time. Choose another one."
    ),
    Outcome.TAKEN: lazy(
        "The directory has an account of this name that is not ours to change. Ask the university's help line."
    ),
    Outcome.DISABLED: lazy("The university has switched this account off. Ask its help line why."),
    Outcome.LOCKED: lazy("The account is locked after too many wrong passwords. Make a new password to open it."),
    Outcome.MUST_CHANGE: lazy("The directory wants a new password. Make one, then log in with it."),
    Outcome.EXPIRED: lazy("This account has run out. Ask the university's help line."),
    Outcome.NOT_NOW: lazy(
        "The directory does not let this account in at this hour. Ask the university's help line."
    ),
    Outcome.NOT_FOUND: lazy("The directory has no such account."),
    Outcome.WRONG: lazy("The password is not right."),
}
"""What the person at the page reads."""


def sentence(why: str) -> str:
    """A refusal of the directory's, empty for what is none."""
    return f"{what(why)}. {advice(why)}" if why in TECHNICAL else str(REFUSED.get(why, ""))


def what(outcome: str) -> str:
    return str(TECHNICAL[outcome][0]) if outcome in TECHNICAL else ""


def advice(outcome: str) -> str:
    return str(TECHNICAL[outcome][1]) if outcome in TECHNICAL else ""
