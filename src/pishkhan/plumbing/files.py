"""Taking in, keeping and giving out files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from pishkhan.kernel.errors import Invalid
from pishkhan.kernel.ids import new_id
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing.models import StoredFile

SIGNATURES = {
    b"%PDF-": ("application/pdf", (".pdf",)),
    b"\xff\xd8\xff": ("image/jpeg", (".jpg", ".jpeg")),
    b"\x89PNG\r\n\x1a\n": ("image/png", (".png",)),
}
"""First bytes → media type and the names it may carry. What a file says of itself is not believed."""


def sniff(name: str, content: bytes) -> str:
    """The media type by content. Raises Invalid: file_empty, file_large, file_type, file_disguised."""
    if not content:
        raise Invalid("file_empty", name=name)
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise Invalid("file_large", name=name)
    for start, (media_type, endings) in SIGNATURES.items():
        if content.startswith(start):
            if not name.lower().endswith(endings):
                raise Invalid("file_disguised", name=name)
            return media_type
    raise Invalid("file_type", name=name)


def take_in(*, institution_id: UUID, owner_id: UUID | None, name: str, content: bytes) -> StoredFile:
    """Keep a person's file under a name of ours. Raises Invalid as `sniff`."""
    shown = clean_display(name.replace("/", "_").replace("\\", "_"))[-200:] or "file"
    return keep(
        institution_id=institution_id, owner_id=owner_id, name=shown, content=content,
        media_type=sniff(shown, content),
    )  # fmt: skip


def keep(
    *, institution_id: UUID, owner_id: UUID | None, name: str, content: bytes, media_type: str
) -> StoredFile:
    """Keep a file made by ourselves or already checked."""
    file_id = new_id()
    path = default_storage.save(f"{institution_id}/{file_id}", ContentFile(content))
    return StoredFile.objects.create(
        id=file_id, institution_id=institution_id, owner_id=owner_id, name=name, media_type=media_type,
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), path=path,
    )  # fmt: skip


def read(stored: StoredFile) -> bytes:
    """Raises OSError when the storage lost the file or it no longer has its fingerprint."""
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
