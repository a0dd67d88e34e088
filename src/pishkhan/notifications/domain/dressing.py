"""A delivery as a provider gets it."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from pishkhan.notifications.domain import rendering, sending, wishes
from pishkhan.notifications.enums import Channel
from pishkhan.notifications.models import Delivery
from pishkhan.notifications.providers.protocol import Outgoing


def outgoing(row: Delivery) -> Outgoing:
    """The message with its code in place. `values` are the placeholders by our names, as they are shown."""
    kind = rendering.kind_of(row.message)
    channel = Channel(row.channel)
    text = row.body or ""
    if row.secret:
        code = rendering.spoken(row.secret, row.language) if channel is Channel.VOICE else row.secret
        text = rendering.fill(text, {"code": code})
    mail = _mail(row, text) if channel is Channel.EMAIL else {}
    return Outgoing(
        reference=row.pk, channel=channel, to=row.address or "", text=mail.get("text", text), code=row.secret or "",
        values=rendering.shown(kind, row.values, row.language) if kind else {}, subject=row.subject or "",
        html=mail.get("html", ""), unsubscribe=mail.get("unsubscribe", ""),
    )  # fmt: skip


def _mail(row: Delivery, text: str) -> dict[str, str]:
    """The e-mail as text and as HTML, with where to go on and how to hear no more."""
    base = sending.base_url(row.institution_id)
    kind = rendering.kind_of(row.message)
    link = f"{base}{row.link}" if row.link else ""
    mutable = bool(kind and row.person_id and kind.mutable())
    with translation.override(row.language):
        go, hear = _("Open it in Pishkhan"), _("No more e-mails of this kind")
        foot = _("Sent by Pishkhan, the student-services desk. Do not answer this e-mail; write on the page.")
        if row.person_id is None:
            foot = _("Sent by Pishkhan, the student-services desk. Do not answer this e-mail; who has a question asks "
                     "it at %(url)s.") % {"url": f"{base}/contact/"}  # fmt: skip
    unsubscribe = f"{base}/unsubscribe/{wishes.mark(row)}/" if mutable else ""
    plain = [text, *([f"{go}: {link}"] if link else []), "--", foot]
    plain += [f"{hear}: {unsubscribe}"] if unsubscribe else []
    html = rendering.email_html(
        text, language=row.language, link=link, link_words=go, foot=hear if unsubscribe else foot,
        foot_link=unsubscribe,
    )  # fmt: skip
    return {"text": "\n\n".join(plain), "html": html, "unsubscribe": unsubscribe}
