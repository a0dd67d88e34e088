"""Making the files, in jobs: read, draw and sign with no transaction open, then keep the result."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pishkhan.clearance.domain import certificates, closing, sheets, signing_keys
from pishkhan.clearance.models import Certificate
from pishkhan.clearance.paper import render, signing
from pishkhan.clearance.paper.sheets import CertificateData, LetterData
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import files
from pishkhan.servicedesk import api as servicedesk

PDF = "application/pdf"


def _request(request_id: UUID) -> servicedesk.Request:
    return servicedesk.Request.objects.select_related(
        "institution", "type", "enrolment__person", "enrolment__faculty", "applicant", "submission"
    ).get(id=request_id)


def base_url(request: servicedesk.Request) -> str:
    """The public address printed in the QR: the institution's first host name."""
    return settings.PUBLIC_URL.format(host=organisation.host_of(request.institution_id))


def make_certificate(certificate_id: UUID) -> None:
    """Draw and sign the certificate, or the closing letter, as it is due now. Repeating it makes the file anew, never
    a second one. A letter also stands among the files of its request; of one that was replaced meanwhile nothing is
    drawn.

    Raises DomainError("key_expired"): nothing is signed that every reader would refuse.
    """
    certificate = Certificate.objects.filter(id=certificate_id, replaced_at=None).first()
    if certificate is None:
        return
    request = _request(certificate.request_id)
    now, letter = timezone.now(), certificate.letter
    key = signing_keys.key_in_force(request.institution_id)
    sheet, pdf = _letter(certificate, request, now) if letter else _certificate(certificate, request, now)
    pdf = signing.sign(
        pdf, key.key.encode(), key.certificate.encode(), reason=sheet.number, name=sheet.signer,
        location=sheet.letterhead.university, at=now, chain=[part.encode() for part in key.chain],
    )  # fmt: skip
    with transaction.atomic():
        if not Certificate.objects.select_for_update().filter(id=certificate.id, replaced_at=None).exists():
            return
        stored = files.keep(
            institution_id=request.institution_id, owner_id=request.applicant_id, content=pdf, media_type=PDF,
            name=f"{'letter' if letter else 'clearance'}-{certificate.number}.pdf",
        )  # fmt: skip
        Certificate.objects.filter(id=certificate.id).update(file=stored, signed_at=now, key=key)
        if letter:
            servicedesk.Attachment.objects.update_or_create(
                request=request, field="letter", defaults={"file": stored, "public": True, "title": letter["title"]}
            )
        certificates.signed(certificate)


def _certificate(
    certificate: Certificate, request: servicedesk.Request, now: datetime
) -> tuple[CertificateData, bytes]:
    sheet = sheets.certificate_sheet(certificate, request, base_url=base_url(request))
    return sheet, render.render_certificate(sheet, fonts=settings.FONTS, at=now)


def _letter(certificate: Certificate, request: servicedesk.Request, now: datetime) -> tuple[LetterData, bytes]:
    sheet = closing.letter_sheet(certificate, request, base_url=base_url(request), at=now)
    return sheet, render.render_letter(sheet, fonts=settings.FONTS, at=now)


def make_form(request_id: UUID) -> None:
    """Draw the filled clearance form and attach it, in place of an earlier one (B27)."""
    request = _request(request_id)
    pdf = render.render_form(sheets.form_sheet(request), fonts=settings.FONTS, at=timezone.now())
    with transaction.atomic():
        stored = files.keep(
            institution_id=request.institution_id, owner_id=None, content=pdf, media_type=PDF,
            name=f"clearance-form-{request.number}.pdf",
        )  # fmt: skip
        servicedesk.Attachment.objects.update_or_create(
            request=request, field="clearance_form",
            defaults={
                "file": stored, "public": True,
                "title": {"fa": "فرم تسویه حساب دانشجو", "en": "The student's clearance form"},
            },
        )  # fmt: skip
