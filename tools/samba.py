"""A real Active Directory for tests: Samba's, on a loopback address of its own, from a template made once."""

from __future__ import annotations

import contextlib
import importlib.util
import ipaddress
import os
import shutil
import socket
import subprocess
import sysconfig
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools import prepare, system
from tools.house import VAR, Trouble, alone, digest, done, finish, say

PACKAGES = (
    "samba", "samba-ad-dc", "samba-ad-provision", "samba-dsdb-modules", "samba-vfs-modules", "winbind"
)  # fmt: skip
BUILDING = ("libldap2-dev", "libsasl2-dev", "gcc")
"""What python-ldap is built with; it comes as source only."""
HOME = VAR / "test" / "samba"
DOMAIN, REALM, ROOT_DN = "UNI", "UNI.TEST", "DC=uni,DC=test"
PART = f"OU=Students,{ROOT_DN}"
ADMIN, ADMIN_KEY = f"CN=Administrator,CN=Users,{ROOT_DN}", "Only-For-Tests-1"
OURS, OURS_KEY = f"CN=pishkhan,CN=Users,{ROOT_DN}", "Only-For-Tests-2"
USER = "bf967aba-0de6-11d0-a285-00aa003049e2"
RESET = "00299570-246d-11d0-a768-00aa006e0529"
WRITTEN = {
    "userAccountControl": "bf967a68-0de6-11d0-a285-00aa003049e2", "pwdLastSet": "bf967a0a-0de6-11d0-a285-00aa003049e2",
    "lockoutTime": "28630ebf-41d5-11d1-a9c1-0000f80367c1", "info": "bf96793e-0de6-11d0-a285-00aa003049e2",
}  # fmt: skip
"""Attribute → its id in the schema: all that our account may write, besides making users and resetting them."""
PATIENCE = 30


def ready() -> bool:
    """Whether a real directory can be run here, after getting what it takes where that is possible; says so if not."""
    if os.geteuid() != 0:
        say("NOT RUN: tests on a real directory, which only root can start: sudo ./test")
        return False
    try:
        _get()
    except Trouble as trouble:
        say(f"NOT RUN: tests on a real directory. {trouble}")
        return False
    return True


def present() -> bool:
    """Whether all of it is here already."""
    return os.geteuid() == 0 and _programs() and importlib.util.find_spec("ldap") is not None


def _programs() -> bool:
    return bool(shutil.which("samba") and shutil.which("samba-tool"))


def _get() -> None:
    """Raises Trouble."""
    if not _programs():
        _apt(*PACKAGES)
    if importlib.util.find_spec("ldap") is None:
        headers = Path(sysconfig.get_paths()["include"]) / "Python.h"
        _apt(*BUILDING, *([] if headers.exists() else ["python3-dev"]))
    prepare.environment("directory")
    importlib.invalidate_caches()


def _apt(*packages: str) -> None:
    if not system.can_install():
        raise Trouble(f"To have it: sudo apt-get install -y {' '.join(packages)}")
    system.install(*packages)


def template() -> Path:
    """A domain with one organisational unit and our account that may work in it. Made again when this file changes."""
    made, stamp = HOME / "template", HOME / "template.stamp"
    mark = digest([Path(__file__)])
    if not (done(stamp, mark) and made.exists()):
        with alone("samba", waiting="Another test is making the directory; waiting for it …"):
            if not (done(stamp, mark) and made.exists()):
                shutil.rmtree(made, ignore_errors=True)
                _make(made)
                finish(stamp, mark)
    return made


def _make(where: Path) -> None:
    where.parent.mkdir(parents=True, exist_ok=True)
    _tool(
        "domain", "provision", f"--realm={REALM}", f"--domain={DOMAIN}", "--server-role=dc", "--dns-backend=NONE",
        "--host-name=dc1", "--host-ip=127.0.0.1", f"--adminpass={ADMIN_KEY}", f"--targetdir={where}",
        "--option=interfaces=127.0.0.1", "--option=bind interfaces only=yes",
    )  # fmt: skip
    here = ["-s", str(where / "etc" / "smb.conf"), "-H", str(where / "private" / "sam.ldb")]
    _tool("ou", "create", "OU=Students", *here)
    _tool("user", "create", "pishkhan", OURS_KEY, *here)
    _tool("user", "setexpiry", "pishkhan", "--noexpiry", *here)
    shown = _tool("user", "show", "pishkhan", "--attributes=objectSid", *here)
    sid = next(line.split()[1] for line in shown.splitlines() if line.startswith("objectSid:"))
    rights = [f"(OA;CI;CC;{USER};;{sid})", f"(OA;CIIO;CR;{RESET};{USER};{sid})"]
    rights += [f"(OA;CIIO;RPWP;{attribute};{USER};{sid})" for attribute in WRITTEN.values()]
    _tool("dsacl", "set", f"--objectdn={PART}", f"--sddl={''.join(rights)}", *here)


def _tool(*words: str) -> str:
    run = subprocess.run(["samba-tool", *words], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if run.returncode:
        raise Trouble(f"samba-tool {' '.join(words[:2])} failed: {(run.stdout + run.stderr).strip()[-500:]}")
    return run.stdout


class Samba:
    """A running directory of one's own, on ports 389 and 636 of `host`. `ca_pem` signed its certificate."""

    def __init__(self, name: str = "") -> None:
        self.home = HOME / f"run{os.getpid()}{name}"
        self.host = _free_address()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(template(), self.home, symlinks=True)
        self.ca_pem = _certify(self.home, self.host)
        (self.home / "smb.conf").write_text(self._configuration())
        self._running: subprocess.Popen[bytes] | None = None

    def _configuration(self) -> str:
        here = self.home
        rows = {
            "netbios name": "DC1", "realm": REALM, "workgroup": DOMAIN, "server services": "ldap",
            "server role": "active directory domain controller", "interfaces": f"{self.host}/8",
            "bind interfaces only": "yes", "private dir": here / "private", "lock directory": here,
            "state directory": here / "state", "cache directory": here / "cache", "binddns dir": here / "bind-dns",
            "pid directory": here, "ncalrpc dir": here / "ncalrpc", "log file": here / "log.samba",
            "winbindd socket directory": here / "winbind", "ntp signd socket directory": here / "ntp",
            "tls enabled": "yes", "tls keyfile": here / "key.pem", "tls certfile": here / "cert.pem",
            "tls cafile": here / "ca.pem", "ldap server require strong auth": "yes",
        }  # fmt: skip
        return "[global]\n" + "".join(f"{name} = {value}\n" for name, value in rows.items())

    def start(self) -> None:
        """Returns when it answers. Raises Trouble. It ends by itself when its parent does: then its input closes."""
        with (self.home / "log.start").open("ab") as log:
            self._running = subprocess.Popen(
                ["samba", "--foreground", "--no-process-group", "--debug-stdout", "-M", "single",
                 "-s", str(self.home / "smb.conf")],
                stdin=subprocess.PIPE, stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._running.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection((self.host, 636), 1):
                return
            time.sleep(0.05)
        told = (self.home / "log.start").read_text(errors="replace")[-800:]
        self.stop()
        raise Trouble(f"Samba did not start: {told}")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    def stop(self) -> None:
        """End it and take it away."""
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def tool(self, *words: str) -> str:
        """samba-tool, on this directory's own files."""
        return _tool(*words, "-s", str(self.home / "smb.conf"), "-H", str(self.home / "private" / "sam.ldb"))


def _free_address() -> str:
    """A loopback address at which nobody serves directories: the ports cannot be chosen."""
    for tried in range(1, 250):
        number = (os.getpid() + tried) % 64000 + 256
        host = f"127.83.{number >> 8}.{number & 255 or 1}"
        with contextlib.suppress(OSError), socket.socket() as one, socket.socket() as other:
            one.bind((host, 389))
            other.bind((host, 636))
            return host
    raise Trouble("There is no free loopback address for a directory.")


def _certify(where: Path, host: str) -> str:
    """A key and a certificate for `host` of a new authority, as PEM files; the authority's own certificate."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    def named(words: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

    now, keys = datetime.now(UTC), [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
    issuer = named("Authority of the tests")
    papers = []
    for key, subject, is_ca in zip(keys, (issuer, named("dc1.uni.test")), (True, False), strict=True):
        draft = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        draft = draft.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        draft = draft.not_valid_after(now + timedelta(days=30))
        draft = draft.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        if not is_ca:
            hosts = [x509.IPAddress(ipaddress.ip_address(each)) for each in (host, "127.0.0.1")]
            names = [*hosts, x509.DNSName("dc1.uni.test")]
            draft = draft.add_extension(x509.SubjectAlternativeName(names), critical=False)
        papers.append(draft.sign(keys[0], hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    secret = keys[1].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    for name, content in (("ca.pem", papers[0]), ("cert.pem", papers[1]), ("key.pem", secret)):
        (where / name).write_bytes(content)
        (where / name).chmod(0o600)
    return papers[0].decode()
