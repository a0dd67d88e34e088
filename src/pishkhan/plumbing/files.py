"""Taking in, keeping and giving out files."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import IO
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, ProtectedError
from django.utils import timezone

from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.ids import new_id
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing import pictures, quarantine
from pishkhan.plumbing.models import FileState, StoredFile

log = logging.getLogger(__name__)

SIGNATURES = {
    b"%PDF-": ("application/pdf", (".pdf",)),
    b"\xff\xd8\xff": ("image/jpeg", (".jpg", ".jpeg")),
    b"\x89PNG\r\n\x1a\n": ("image/png", (".png",)),
}
"""First bytes → media type and the names it may carry. What a file says of itself is not believed."""

STRANGERS = {
    b"MZ": "EXE", b"PK\x03\x04": "ZIP", b"GIF8": "GIF", b"\xd0\xcf\x11\xe0": "DOC", b"Rar!": "RAR", b"RIFF": "WEBP",
    b"<": "HTML", b"BM": "BMP", b"II*\x00": "TIFF", b"MM\x00*": "TIFF",
}  # fmt: skip
"""First bytes of what people send instead, for the message that refuses it."""


def sniff(name: str, content: bytes) -> str:
    """The media type by content. Raises Invalid: file_empty, file_large, file_type, file_kind, file_disguised."""
    if not content:
        raise Invalid("file_empty", name=name)
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise Invalid("file_large", name=name)
    for start, (media_type, endings) in SIGNATURES.items():
        if content.startswith(start):
            if not name.lower().endswith(endings):
                raise Invalid("file_disguised", name=name, really=endings[0][1:].upper())
            return media_type
    really = next((kind for start, kind in STRANGERS.items() if content.startswith(start)), "")
    raise Invalid("file_kind" if really else "file_type", name=name, really=really)


def take_in(*, institution_id: UUID, owner_id: UUID | None, name: str, content: bytes) -> StoredFile:
    """Keep a person's file under a name of ours: looked at by the virus scanner where there is one, pictures without
    what was written into them. Not inside a transaction. While the scanner is down, the file is kept in quarantine.

    Raises Invalid as `sniff`, `pictures.stripped`, and file_infected: then nothing was kept.
    """
    shown = clean_display(name.replace("/", "_").replace("\\", "_"))[-200:] or "file"
    media_type = sniff(shown, content)
    state = quarantine.look(institution_id=institution_id, owner_id=owner_id, name=shown, content=content)
    if pictures.is_picture(media_type):
        content = pictures.stripped(shown, content, media_type)
    return keep(
        institution_id=institution_id, owner_id=owner_id, name=shown, content=content, media_type=media_type,
        state=state,
    )  # fmt: skip


def keep(
    *, institution_id: UUID, owner_id: UUID | None, name: str, content: bytes, media_type: str,
    state: FileState = FileState.PLAIN,
) -> StoredFile:  # fmt: skip
    """Keep a file made by ourselves or already checked."""
    file_id = new_id()
    path = default_storage.save(f"{institution_id}/{file_id}", ContentFile(content))
    return StoredFile.objects.create(
        id=file_id, institution_id=institution_id, owner_id=owner_id, name=name, media_type=media_type,
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), path=path, state=state,
        scanned_at=timezone.now() if state == FileState.CLEAN else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Laid:
    """Bytes in the storage that have no row yet; without one they are swept away after a day."""

    id: UUID
    institution_id: UUID
    path: str
    size: int
    sha256: str


def lay(*, institution_id: UUID, handle: IO[bytes]) -> Laid:
    """Put a long file of ours into the storage, piece by piece and with no transaction open."""
    file_id, digest, size = new_id(), hashlib.sha256(), 0
    handle.seek(0)
    while piece := handle.read(2**20):
        digest.update(piece)
        size += len(piece)
    handle.seek(0)
    path = default_storage.save(f"{institution_id}/{file_id}", File(handle))
    return Laid(file_id, institution_id, path, size, digest.hexdigest())


def enter(laid: Laid, *, owner_id: UUID | None, name: str, media_type: str) -> StoredFile:
    """Give laid bytes their row, inside the transaction of what points to it."""
    return StoredFile.objects.create(
        id=laid.id, institution_id=laid.institution_id, owner_id=owner_id, name=name, media_type=media_type,
        size=laid.size, sha256=laid.sha256, path=laid.path,
    )  # fmt: skip


GIVEN_OUT = {FileState.PLAIN, FileState.CLEAN}


def opened(stored: StoredFile) -> IO[bytes]:
    """A long file of ours, to be given out piece by piece. Raises as `read`, but for the fingerprint."""
    _refuse_unseen(stored)
    handle: IO[bytes] = default_storage.open(stored.path)
    return handle


def read(stored: StoredFile) -> bytes:
    """A file for whoever asks: what waits for the scanner or held a virus is given to nobody.

    Raises DomainError file_quarantined, file_removed; OSError as `content_of`.
    """
    _refuse_unseen(stored)
    return content_of(stored)


def _refuse_unseen(stored: StoredFile) -> None:
    """The one place that decides whether a file goes out."""
    if stored.state not in GIVEN_OUT:
        waits = stored.state == FileState.QUARANTINED
        raise DomainError("file_quarantined" if waits else "file_removed", name=stored.name)


def content_of(stored: StoredFile) -> bytes:
    """The bytes, for the scanner too. Raises OSError when the storage lost the file or it no longer has its
    fingerprint."""
    with default_storage.open(stored.path) as handle:
        content: bytes = handle.read()
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise OSError(f"stored file {stored.pk} has changed")
    return content


def own_files(*, institution_id: UUID, owner_id: UUID, ids: Iterable[UUID]) -> dict[UUID, StoredFile]:
    """A person's own files among these ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = StoredFile.objects.filter(institution_id=institution_id, owner_id=owner_id, id__in=wanted)
    return {row.id: row for row in rows}


# Files nobody needs any more ------------------------------------------------------------------------

STRAY_AFTER = timedelta(days=1)
"""A file in the storage may be this much older than its row: whoever keeps it has not committed yet."""


def unused(*, before: datetime, after: UUID | None = None, most: int = 100) -> list[StoredFile]:
    """Files kept before a moment that no row of any table points to, oldest first, at most so many; `after` the last
    of the batch before. What drafts and answers say of files is not seen from here."""
    rows = StoredFile.objects.filter(created_at__lt=before)
    for field in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(field, ForeignObjectRel):
            pointing = field.field.model._default_manager.filter(**{field.field.name: OuterRef("pk")})
            rows = rows.filter(~Exists(pointing))
    return list((rows.filter(id__gt=after) if after else rows).order_by("id")[:most])


def forget(stored: StoredFile) -> bool:
    """Delete a file and its row; False when some row points to it by now."""
    try:
        with transaction.atomic():
            stored.delete()
            transaction.on_commit(lambda: wipe(stored.path))
    except (ProtectedError, IntegrityError):
        return False
    return True


def wipe(path: str) -> None:
    # The row is gone already: a storage that fails now leaves a stray, which the next sweep takes.
    try:
        default_storage.delete(path)
    except OSError:
        log.exception("file %s could not be deleted", path)


def sweep_strays(*, at_once: int = 500) -> int:
    """Delete files of ours in the storage that have no row; the number deleted. Names that are not ours stay."""
    old, swept = timezone.now() - STRAY_AFTER, 0
    for folder in _ours(_listed("")[0]):
        names = _ours(_listed(folder)[1])
        while some := list(islice(names, at_once)):
            known = set(StoredFile.objects.filter(id__in=some).values_list("path", flat=True))
            for path in (f"{folder}/{name}" for name in some):
                if path not in known and _is_older(path, old):
                    wipe(path)
                    swept += 1
    return swept


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Folders and files in a folder; none in one that is not there: no file was kept yet."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _is_older(path: str, moment: datetime) -> bool:
    """False for a file that somebody has deleted since it was listed."""
    try:
        return default_storage.get_modified_time(path) < moment
    except FileNotFoundError:
        return False


def _ours(names: Iterable[str]) -> Iterator[str]:
    """Names that are ids: folders of institutions, and files in them."""
    for name in names:
        try:
            if str(UUID(name)) == name:
                yield name
        except ValueError:
            continue
