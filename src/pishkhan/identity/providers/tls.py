"""TLS to a directory, in a thread of ours.

The C library's own waits without end, and without rest, for a machine that accepts a connection and then says nothing.
Here every wait has an end, the authority needs no file, and what is wrong with a certificate can be told.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
import time

from pishkhan.identity.providers.protocol import CONNECT, Failed, Outcome

PIECE = 64 * 1024


def tunnel(host: str, port: int, ca_pem: str, until: float) -> socket.socket:
    """The near end of a connection to the host: what is written in the clear there arrives over TLS, until the clock
    (of time.monotonic) says `until`. Raises Failed CERTIFICATE, UNREACHABLE, SETTINGS_WRONG."""
    context = _context(ca_pem)
    patience = max(0.01, min(CONNECT, until - time.monotonic()))
    try:
        raw = socket.create_connection((host, port), patience)
    except (UnicodeError, OverflowError):
        raise Failed(Outcome.SETTINGS_WRONG) from None
    except OSError as error:
        raise Failed(Outcome.UNREACHABLE, type(error).__name__) from None
    try:
        far = context.wrap_socket(raw, server_hostname=host)
    except (OSError, ValueError) as error:
        raw.close()
        wrong = isinstance(error, ssl.CertificateError)
        code = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else type(error).__name__
        raise Failed(Outcome.CERTIFICATE if wrong else Outcome.UNREACHABLE, code[:60]) from None
    near, inner = socket.socketpair()
    threading.Thread(target=_carry, args=(far, inner, until), name="directory", daemon=True).start()
    return near


def _context(ca_pem: str) -> ssl.SSLContext:
    """Believes this authority alone, or the machine's when there is none; the name must be the certificate's."""
    try:
        context = ssl.create_default_context(cadata=ca_pem or None)
    except ssl.SSLError:
        raise Failed(Outcome.SETTINGS_WRONG) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Certificates of a house's own authority often lack what newer Pythons ask of public ones.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _carry(far: ssl.SSLSocket, inner: socket.socket, until: float) -> None:
    """Both ways, until either side closes or the time is up."""
    with contextlib.closing(far), contextlib.closing(inner), contextlib.suppress(OSError):
        while (left := until - time.monotonic()) > 0:
            readable = [far] if far.pending() else select.select([far, inner], [], [], left)[0]
            if inner in readable:
                piece = inner.recv(PIECE)
                if not piece:
                    return
                far.settimeout(left)
                far.sendall(piece)
            if far in readable and not _bring(far, inner, left):
                return


def _bring(far: ssl.SSLSocket, inner: socket.socket, left: float) -> bool:
    """Hand over what came; False at the end."""
    far.settimeout(0)
    try:
        piece = far.recv(PIECE)
    except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return True
    inner.settimeout(left)
    inner.sendall(piece)
    return bool(piece)
