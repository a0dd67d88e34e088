"""What may be written into the settings of a directory."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cryptography import x509
from django.conf import settings

from pishkhan.identity.providers.table import FAKE, KINDS
from pishkhan.kernel.errors import Faults

AIMS = ("kind", "host", "port", "ca_pem")
"""Where the secret goes, and who is believed to be there: who changes one of these types the secret again."""
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})*")
PART = r"[A-Za-z][A-Za-z0-9-]*=(?:[^,=\\]|\\.)+"
DN = re.compile(rf"(?:{PART}\s*,\s*)*[Dd][Cc]=(?:[^,=\\]|\\.)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A directory as an administrator wants it. An empty secret keeps what there is."""

    kind: str
    host: str
    port: int
    base_dn: str
    bind_dn: str
    upn_suffix: str = ""
    secret: str = field(default="", repr=False)
    ca_pem: str = ""
    is_on: bool = False


def kinds() -> dict[str, str]:
    """Directories that can be used here. The demo's lives in a file the whole machine may read: in the demo alone."""
    return {key: title for key, title in KINDS.items() if key != FAKE or settings.DEMO}


def check(wanted: Wanted, *, again: bool, has_secret: bool) -> None:
    """Raises Invalid or Several. Every fault bears its field's name too: one alone is raised without the others."""
    faults = Faults()

    def wrong(name: str, code: str) -> None:
        faults.note(name, code, field=name)

    if wanted.kind not in kinds():
        wrong("kind", "setting_choice")
    if not _is_host(wanted.host):
        wrong("host", "host_wrong")
    if not 1 <= wanted.port <= 65535:
        wrong("port", "port_wrong")
    if not DN.fullmatch(wanted.base_dn) or len(wanted.base_dn) > 400:
        wrong("base_dn", "dn_wrong")
    if not wanted.bind_dn or len(wanted.bind_dn) > 400:
        wrong("bind_dn", "setting_missing")
    if wanted.upn_suffix and not _is_host(wanted.upn_suffix):
        wrong("upn_suffix", "host_wrong")
    if again:
        wrong("secret", "secret_again")
    elif not wanted.secret and not has_secret:
        wrong("secret", "setting_missing")
    if wanted.ca_pem and not _is_pem(wanted.ca_pem):
        wrong("ca_pem", "pem_wrong")
    faults.check()


def _is_host(text: str) -> bool:
    return len(text) <= 253 and bool(HOST.fullmatch(text))


def _is_pem(text: str) -> bool:
    try:
        return bool(x509.load_pem_x509_certificates(text.encode()))
    except ValueError:
        return False
