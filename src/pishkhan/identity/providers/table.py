"""Every kind of directory by its key."""

from __future__ import annotations

from pishkhan.identity.providers.fake import Fake
from pishkhan.identity.providers.protocol import Directory, Failed, Outcome, Reach

FAKE = "fake"
ACTIVE_DIRECTORY = "active_directory"
KINDS: dict[str, str] = {ACTIVE_DIRECTORY: "Active Directory", FAKE: "Directory of the demo"}
"""Key → what it is called."""


def directory(kind: str, reach: Reach) -> Directory:
    """A directory, not yet spoken to. Raises Failed NOT_INSTALLED, SETTINGS_WRONG."""
    if kind == FAKE:
        return Fake(reach)
    if kind != ACTIVE_DIRECTORY:
        raise Failed(Outcome.SETTINGS_WRONG)
    try:
        from pishkhan.identity.providers.active_directory import ActiveDirectory  # python-ldap is an extra
    except ImportError:
        raise Failed(Outcome.NOT_INSTALLED) from None
    return ActiveDirectory(reach)
