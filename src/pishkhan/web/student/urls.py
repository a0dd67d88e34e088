"""Addresses of the student's room."""

from __future__ import annotations

from django.urls import path, register_converter

from pishkhan.kernel.digits import to_latin
from pishkhan.web.student import (
    corrections,
    drafts,
    ending,
    files,
    following,
    form,
    notices,
    participants,
    pay,
    pay_history,
    pay_result,
    profile,
    reports,
    requests,
    searching,
    services,
    wishes,
)


class Number:
    """A request's number, typed with Latin or Persian digits."""

    regex = r"[0-9۰-۹]{4}-[0-9۰-۹]{6,10}"

    def to_python(self, value: str) -> str:
        return to_latin(value)

    def to_url(self, value: str) -> str:
        return value


register_converter(Number, "number")

CORRECT = "requests/<number:number>/correct/<uuid:return_id>/"

urlpatterns = [
    path("services/<slug:key>/", services.show, name="service"),
    path("services/<slug:key>/form/", form.fill, name="service-form"),
    path("services/<slug:key>/discard/", drafts.discard, name="draft-discard"),
    path("services/<slug:key>/draft/", form.autosave, name="service-draft"),
    path("services/<slug:key>/check/", form.check, name="service-check"),
    path("services/<slug:key>/report/<slug:field>/", reports.report, name="service-report"),
    path("services/<slug:key>/files/<slug:field>/", files.of_draft, name="draft-file"),
    path("requests/", requests.mine, name="my-requests"),
    path("requests/search/", searching.search, name="my-search"),
    path("requests/<number:number>/", requests.show, name="request"),
    path("requests/<number:number>/filed/", requests.filed, name="request-filed"),
    path("requests/<number:number>/withdraw/", ending.withdraw, name="request-withdraw"),
    path("requests/<number:number>/reopen/", ending.reopen, name="request-reopen"),
    path("requests/<number:number>/invite/", participants.invite, name="request-invite"),
    path("requests/<number:number>/uninvite/", participants.take_back, name="request-uninvite"),
    path("requests/<number:number>/leave/", participants.leave, name="request-leave"),
    path(
        "requests/<number:number>/participants/<uuid:participant_id>/remove/", participants.remove,
        name="request-remove",
    ),
    path("requests/invitations/<uuid:participant_id>/", participants.answer, name="invitation"),
    path("requests/<number:number>/follow/renew/", following.renew, name="request-follow-renew"),
    path("requests/<number:number>/follow/off/", following.switch_off, name="request-follow-off"),
    path("requests/<number:number>/comment/", requests.comment, name="request-comment"),
    path(CORRECT, corrections.correct, name="request-correct"),
    path(CORRECT + "draft/", corrections.autosave, name="correction-draft"),
    path(CORRECT + "files/<slug:field>/", files.of_correction, name="correction-file"),
    path("requests/<number:number>/files/<uuid:attachment_id>/", files.of_request, name="request-file"),
    path("requests/<number:number>/certificate/", files.certificate, name="request-certificate"),
    path("payments/", pay.pay, name="payments"),
    path("payments/history/", pay_history.history, name="payment-history"),
    path("payments/history/export/", pay_history.export, name="payment-export"),
    path("payments/plans/<uuid:plan_id>/booklet/", pay_result.booklet, name="payment-booklet"),
    path("payments/<uuid:attempt_id>/", pay_result.show, name="payment"),
    path("payments/<uuid:attempt_id>/go/", pay_result.go, name="payment-go"),
    path("payments/<uuid:attempt_id>/receipt/", pay_result.receipt, name="payment-receipt"),
    path("profile/", profile.show, name="profile"),
    path("profile/draft/", profile.autosave, name="profile-draft"),
    path("notifications/", notices.listing, name="notifications"),
    path("notifications/read/", notices.mark_all, name="notifications-read"),
    path("notifications/wishes/", wishes.wishes, name="notification-wishes"),
    path("notifications/<uuid:notice_id>/", notices.follow, name="notification"),
]
