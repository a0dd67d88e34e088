"""One's own account. Names that begin with `account_` or `mfa_` are those allauth looks its pages up by."""

from django.urls import path

from pishkhan.web.account import absence, confirm, factors, home, not_me, password, sessions, tokens

urlpatterns = [
    path("", home.home, name="account"),
    path("activity/", home.activity, name="account-activity"),
    path("absence/", absence.absence, name="account-absence"),
    path("absence/<uuid:absence_id>/end/", absence.end, name="account-absence-end"),
    path("sessions/", sessions.sessions, name="account-sessions"),
    path("tokens/", tokens.tokens, name="account-tokens"),
    path("tokens/new/", tokens.new, name="account-token-new"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="account-token-revoke"),
    path("password/", password.password, name="account_change_password"),
    path("factors/", factors.factors, name="mfa_index"),
    path("factors/app/", factors.AddApp.as_view(), name="mfa_activate_totp"),
    path("factors/app/remove/", factors.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("factors/passkey/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("factors/passkey/<int:pk>/remove/", factors.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("factors/codes/", factors.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("factors/codes/new/", factors.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("confirm/", confirm.ByPassword.as_view(), name="account_reauthenticate"),
    path("confirm/code/", confirm.ByCode.as_view(), name="mfa_reauthenticate"),
    path("confirm/passkey/", confirm.ByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("not-me/<str:alarm>/", not_me.not_me, name="not-me"),
    path("closed/", not_me.closed, name="account-closed"),
]
