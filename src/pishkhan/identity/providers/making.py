"""Giving somebody a password, with an account made first where there is none. May be repeated from any step."""

from __future__ import annotations

from pishkhan.identity.providers.protocol import Account, Directory, Failed, NewAccount, Outcome


def give_password(directory: Directory, new: NewAccount, password: str) -> Account:
    """The account with its new password.

    A new one is made switched off, gets its password, is switched on: whatever breaks between leaves an account nobody
    can sign in to, which the next try goes on with. One that others switched off stays so. Raises Failed.
    """
    found = directory.find(new.name)
    if found is None:
        directory.begin(new)
    elif not found.is_enabled and not found.is_begun:
        raise Failed(Outcome.DISABLED)
    directory.set_password(new.name, password)
    if found is None or found.is_begun:
        directory.finish(new.name)
    done = directory.find(new.name)
    if done is None:
        raise Failed(Outcome.NOT_FOUND)
    return done
