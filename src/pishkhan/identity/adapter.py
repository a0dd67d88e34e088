"""What allauth may and may not do here."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from pishkhan.identity.domain import agents, captchas, credentials, guessing, records
from pishkhan.identity.domain.guessing import RIDDLE, TOO_MANY
from pishkhan.identity.enums import Record
from pishkhan.identity.models import Person
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.network import client_address


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up behind our back; no reset but our own (A10, A11)."""

    error_messages: ClassVar[dict[str, Promise | str]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "The number or the password is not right. Look at Caps Lock and at the language of the keyboard, and try "
            "again; or make a new password."
        ),
        "incorrect_password": _("The password is not right. Look at Caps Lock and at the language of the keyboard."),
        TOO_MANY: _("Too many tries in a short time. For the safety of the account there is a pause."),
        RIDDLE: _("There were too many wrong tries from your network. Solve the check below, then log in."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/enter/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/account/"

    def get_login_stages(self) -> list[str]:
        """After the password the second factor, and nothing else."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_safe_url(self, url: str | None) -> bool:
        """Back to the same host only: the other institutions of the installation are strangers too (A17)."""
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, require_https=self.request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as we judge it everywhere: proxies are believed only when they are ours."""
        return client_address(request) or "unknown"

    def pre_authenticate(self, request: HttpRequest, **given: Any) -> None:
        """Count the guess before it is looked at. Raises ValidationError with `minutes` when there were too many of the
        person, and another code when there were too many of the network and no riddle was solved."""
        here, address = request.institution, client_address(request)  # type: ignore[attr-defined]
        person_id = given.get("person_id")
        if person_id is None:
            typed = str(given.get("username") or "")
            self._tried = guessing.attempt(institution_id=here.id, typed=typed, address=address)
        else:
            self._tried = guessing.attempt_of(institution_id=here.id, person_id=person_id, address=address)
        until = guessing.begin(self._tried)
        if until is not None and not self._tried.past_network and guessing.is_full(here.id, address):
            if not captchas.passed(institution_id=here.id, form=request.POST):
                raise self._riddle()
            self._tried = guessing.with_riddle(self._tried)
            until = guessing.begin(self._tried)
        if until is not None:
            minutes = max(1, -int((timezone.now() - until).total_seconds() // 60))
            raise ValidationError(str(self.error_messages[TOO_MANY]), code=TOO_MANY, params={"minutes": minutes})

    def _riddle(self) -> ValidationError:
        return ValidationError(str(self.error_messages[RIDDLE]), code=RIDDLE)

    def authenticate(self, request: HttpRequest, **given: Any) -> Person | None:
        """Raises ValidationError when the directory cannot be asked, or has shut an account with the right password.
        At a full network a wrong password says of nobody that they are known there: it reads like a missing riddle."""
        try:
            found: Person | None = super().authenticate(request, **given)
        except ValidationError as error:
            if error.code not in {TOO_MANY, RIDDLE}:
                guessing.not_counted(self._tried)
            raise
        tried = self._tried
        solved = tried.past_network and not tried.familiar
        if found is None and not solved and guessing.is_full(tried.institution_id, tried.network):
            raise self._riddle()
        return found

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth calls this when the password was right."""
        guessing.succeeded(self._tried)

    def authentication_failed(self, request: HttpRequest, **given: Any) -> None:
        """Noted in the log of whom it was tried for, or among the strangers': the same work for both."""
        self._note(request, Record.LOGIN_FAILED)

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Somebody who is logged in types the password once more; wrong ones count like those of a login. Raises
        DomainError directory_down."""
        self.pre_authenticate(self.request, person_id=user.id)
        try:
            right = credentials.matches(user, password)
        except DomainError:
            guessing.not_counted(self._tried)
            raise
        if right:
            guessing.succeeded(self._tried)
            return True
        self._note(self.request, Record.LOGIN_FAILED)
        return False

    def _note(self, request: HttpRequest, record: Record) -> None:
        tried = self._tried
        actor = Actor(institution_id=tried.institution_id, network=client_address(request))
        agent = agents.in_words(request.headers.get("User-Agent", ""))
        records.note(actor=actor, person_id=tried.person_id, record=record, agent=agent, name_index=tried.who)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our own messages tell of changes (identity/factor_messages.py)."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's "you have signed in" notices say what the page already shows."""
