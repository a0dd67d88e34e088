"""Why a signing key was refused, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from pishkhan.kernel.errors import DomainError

KEY_REFUSALS: dict[str, Promise] = {
    "p12_large": lazy("The file is too large for a key. Choose the .p12 file of your certificate authority."),
    "p12_unreadable": lazy("The file could not be opened. Either the password is wrong or this is no .p12 file."),
    "p12_incomplete": lazy("The file has no private key with its certificate. Export both together into one .p12."),
    "p12_key_kind": lazy(
        "The key is of a kind that cannot be used or too short. Ask your certificate authority for ECDSA P-256"
        " or P-384, or RSA of at least 2048 bits."
    ),
    "p12_key_mismatch": lazy("The certificate in the file belongs to another key. Export the right pair."),
    "p12_not_for_signing": lazy("The certificate may not sign documents. Ask for one with non-repudiation."),
    "p12_not_in_force": lazy("The certificate has expired or is not yet in force. Ask for a new one."),
    "p12_same": lazy("This key signs already. Nothing was changed."),
}


def key_refusal(error: DomainError) -> str:
    """What is wrong with a .p12 and what to do."""
    return str(KEY_REFUSALS.get(error.code, error.code))
