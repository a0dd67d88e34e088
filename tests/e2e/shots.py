"""Every page of the product with an address at which it can be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Shot:
    """One picture: the route it shows, whose page, and the address with names of tests.e2e.scene in braces."""

    name: str
    route: str
    path: str
    login: str = ""
    university: str = "iums"
    status: int = 200


RETURNED, CLEARED, WHOLE, BEGUN = "981020304", "991020305", "4011020308", "971020309"
PAYER = "4001020306"
FORM = "/services/clearance/form/?enrolment="

SHOTS = [
    Shot("home", "home", "/"),
    Shot("home-signed-in", "home", "/", RETURNED),
    Shot("services", "services", "/services/"),
    Shot("services-signed-in", "services", "/services/", RETURNED),
    Shot("search", "search", "/search/?q=تسویه"),
    Shot("search-nothing", "search", "/search/?q=ناموجود"),
    Shot("help", "help", "/help/"),
    Shot("activate", "activate", "/activate/"),
    Shot("register", "register", "/register/"),
    Shot("register-terms", "register-form", "/register/iranian/", university="saorg"),
    Shot("register-short", "register-form", "/register/payer/", university="uok"),
    Shot("registrations", "desk-registrations", "/desk/registrations/", "registrar", "saorg"),
    Shot("check", "check", "/check/"),
    Shot("check-valid", "check-code", "/check/{code}/"),
    Shot("check-unknown", "check-code", "/check/12345678901234/", status=404),
    Shot("login", "account_login", "/login/"),
    Shot("login-staff", "login-staff", "/login/staff/"),
    Shot("account", "account", "/account/", RETURNED),
    Shot("account-activity", "account-activity", "/account/activity/", RETURNED),
    Shot("account-sessions", "account-sessions", "/account/sessions/", RETURNED),
    Shot("account-password", "account_change_password", "/account/password/", RETURNED),
    Shot("account-factors", "mfa_index", "/account/factors/", RETURNED),
    Shot("account-confirm", "account_reauthenticate", "/account/confirm/", RETURNED),
    Shot("not-me", "not-me", "{alarm}"),
    Shot("not-me-unknown", "not-me", "/account/not-me/nothing/", status=404),
    Shot("account-closed", "account-closed", "/account/closed/"),
    Shot("system-unknown", "oidc-authorize", "/oidc/authorize/?client_id=nobody", status=400),
    Shot("system-logout", "oidc-logout", "/oidc/logout/", RETURNED),
    Shot("console-clients", "console-clients", "/console/clients/", "admin"),
    Shot("console-client-new", "console-client-new", "/console/clients/new/", "admin"),
    Shot("console-client", "console-client", "/console/clients/{client}/", "admin"),
    Shot("console-factors", "console-factors", "/console/people/{clerk}/factors/", "admin"),
    Shot("not-found", "", "/nothing/here/", status=404),
    Shot("service", "service", "/services/clearance/"),
    Shot("service-signed-in", "service", "/services/clearance/", BEGUN),
    Shot("form-with-errors", "service-form", FORM + "{begun}&review", BEGUN),
    Shot("form", "service-form", FORM + "{whole}", WHOLE),
    Shot("form-elearning", "service-form", "/services/clearance/form/", "40020403", "shiraz"),
    Shot("check-answers", "service-check", "/services/clearance/check/?enrolment={whole}", WHOLE),
    Shot("report", "service-report", "/services/clearance/report/father_name/?enrolment={whole}", WHOLE),
    Shot("my-requests", "my-requests", "/requests/", RETURNED),
    Shot("my-requests-draft", "my-requests", "/requests/", WHOLE),
    Shot("request-returned", "request", "/requests/{back}/", RETURNED),
    Shot("request-cleared", "request", "/requests/{cleared}/", CLEARED),
    Shot("request-visit", "request", "/requests/{visit}/", "97204001", "shiraz"),
    Shot("request-debt", "request", "/requests/{debt}/", "40120402", "shiraz"),
    Shot("withdraw", "request-withdraw", "/requests/{back}/withdraw/", RETURNED),
    Shot("filed", "request-filed", "/requests/{back}/filed/", RETURNED),
    Shot("correct", "request-correct", "/requests/{back}/correct/{return}/", RETURNED),
    Shot("notifications", "notifications", "/notifications/", RETURNED),
    Shot("notification-wishes", "notification-wishes", "/notifications/wishes/", RETURNED),
    Shot("unsubscribe", "unsubscribe", "/unsubscribe/{mark}/"),
    Shot("unsubscribe-unknown", "unsubscribe", "/unsubscribe/nothing/", status=404),
    Shot("demo-inbox", "demo-inbox", "/demo/inbox/?to=09120000067"),
    Shot("inbox-lead", "desk-inbox", "/desk/", "edu.lead"),
    Shot("inbox-expert", "desk-inbox", "/desk/", "library.khwarizmi", "shiraz"),
    Shot("inbox-empty", "desk-inbox", "/desk/?tab=late", "council"),
    Shot("desk-search", "desk-search", "/desk/search/?q={cleared}", "nutrition"),
    Shot("desk-search-nothing", "desk-search", "/desk/search/?q=ناموجود", "nutrition"),
    Shot("task-returned", "desk-task", "/desk/task/{task_back}/", "edu.lead"),
    Shot("task-done", "desk-task", "/desk/task/{task_done}/", "nutrition"),
    Shot("task-visit", "desk-task", "/desk/task/{task_visit}/", "library.khwarizmi", "shiraz"),
    Shot("task-debt", "desk-task", "/desk/task/{task_debt}/", "library.mirza", "shiraz"),
    Shot("task-foreign", "desk-task", "/desk/task/{task_back}/", "council", status=404),
    Shot("console-sources", "console-sources", "/console/people/sources/", "admin"),
    Shot("console", "console", "/console/", "admin"),
    Shot("console-incidents", "console-incidents", "/console/incidents/", "admin"),
    Shot("console-certificates", "console-certificates", "/console/certificates/", "admin"),
    Shot("console-certificate", "console-certificate", "/console/certificates/{certificate}/", "admin"),
    Shot("console-keys", "console-keys", "/console/keys/", "admin"),
    Shot("console-migration", "console-migration", "/console/migration/", "admin", "shiraz"),
    Shot("console-migration-preview", "console-migration", "/console/migration/?{preview}", "admin", "shiraz"),
    Shot("console-messages", "console-messages", "/console/messages/", "admin"),
    Shot("console-messages-nothing", "console-messages", "/console/messages/?q=ناموجود", "admin"),
    Shot("console-message", "console-message", "/console/messages/{failed_message}/", "admin"),
    Shot("console-message-code", "console-message", "/console/messages/{code_message}/", "admin"),
    Shot("console-accounts", "console-accounts", "/console/messages/providers/", "admin"),
    Shot("console-account-new", "console-account-new", "/console/messages/providers/new/", "admin"),
    Shot("console-account-smtp", "console-account-new", "/console/messages/providers/new/?provider=smtp", "admin"),
    Shot("console-account", "console-account", "/console/messages/providers/{account}/", "admin"),
    Shot("console-try", "console-try", "/console/messages/providers/try/", "admin"),
    Shot("console-texts", "console-texts", "/console/messages/texts/", "admin"),
    Shot("console-text", "console-text", "/console/messages/texts/visit/?language=fa", "admin"),
    Shot("console-text-code", "console-text", "/console/messages/texts/verification_code/?language=en", "admin"),
    Shot("console-limits", "console-limits", "/console/messages/limits/", "admin"),
    Shot("console-networks", "console-networks", "/console/networks/", "admin"),
    Shot("console-directory", "console-directory", "/console/directory/", "admin"),
    Shot("console-account-rules", "console-account-rules", "/console/accounts/", "admin"),
    Shot("is-it-you", "session-ended", "/session/ended/?destination=/requests/", RETURNED),
    Shot("rescue", "rescue", "/activate/rescue/"),
    Shot("rescue-asked", "rescue-asked", "/activate/rescue/asked/"),
    Shot("console-people", "console-people", "/console/people/", "admin"),
    Shot("console-people-nobody", "console-people", "/console/people/?q=ناموجود", "admin"),
    Shot("console-person", "console-person", "/console/people/{person}/", "admin"),
    Shot("console-person-staff", "console-person", "/console/people/{officer}/", "admin"),
    Shot("console-imports", "console-imports", "/console/people/imports/", "admin"),
    Shot("console-import", "console-import", "/console/people/imports/{tried_list}/", "admin"),
    Shot("console-import-refused", "console-import", "/console/people/imports/{refused_list}/", "admin"),
    Shot("console-rescues", "console-rescues", "/console/rescues/", "admin"),
    Shot("console-rescues-officer", "console-rescues", "/console/rescues/", "edu.lead"),
    Shot("console-rescue-asked", "console-rescue", "/console/rescues/{rescue_asked}/", "edu.lead"),
    Shot("console-rescue-proposed", "console-rescue", "/console/rescues/{rescue_proposed}/", "admin"),
    Shot("console-tokens", "console-tokens", "/console/tokens/", "admin"),
    Shot("accounts", "finance", "/finance/", "accounts"),
    Shot("terminals", "finance-terminals", "/finance/terminals/", "accounts"),
    Shot("terminal-new", "finance-terminal-new", "/finance/terminals/new/", "accounts"),
    Shot("terminal-new-sep", "finance-terminal-new", "/finance/terminals/new/?gateway=sep", "accounts"),
    Shot("terminal", "finance-terminal", "/finance/terminals/{terminal}/?check=1", "accounts"),
    Shot("subjects", "finance-subjects", "/finance/subjects/", "accounts"),
    Shot("subject-new", "finance-subject-new", "/finance/subjects/new/", "accounts"),
    Shot("subject", "finance-subject", "/finance/subjects/{subject}/", "accounts"),
    Shot("payments-all", "finance-payments", "/finance/payments/", "accounts"),
    Shot("payments-nothing", "finance-payments", "/finance/payments/?q=000", "accounts"),
    Shot("payment-paid", "finance-payment", "/finance/payments/{paid}/", "accounts"),
    Shot("payment-review", "finance-payment", "/finance/payments/{reviewed}/", "accounts"),
    Shot("refunds", "finance-refunds", "/finance/refunds/", "accounts"),
    Shot("refunds-decided", "finance-refunds", "/finance/refunds/?show=decided", "accounts"),
    Shot("refund", "finance-refund", "/finance/refunds/{refund}/", "accounts.head"),
    Shot("refund-own", "finance-refund", "/finance/refunds/{refund}/", "accounts"),
    Shot("reports", "finance-reports", "/finance/reports/", "accounts"),
    Shot("reports-subject", "finance-reports", "/finance/reports/?by=subject", "accounts"),
    Shot("bank-reports", "finance-bank", "/finance/bank/", "accounts"),
    Shot("bank-report", "finance-bank-report", "/finance/bank/{bank_report}/", "accounts"),
    Shot("balance", "finance-balance", "/finance/balance/", "accounts"),
    Shot("due-lists", "finance-lists", "/finance/lists/", "affairs.lead"),
    Shot("due-list", "finance-list", "/finance/lists/{due_list}/", "affairs.lead"),
    Shot("due-list-refused", "finance-list", "/finance/lists/{due_list_refused}/", "affairs.lead"),
    Shot("dues", "finance-dues", "/finance/dues/", "affairs.lead"),
    Shot("dues-nobody", "finance-dues", "/finance/dues/?q=123", "affairs.lead"),
    Shot("due-student", "finance-student", "/finance/dues/{owing}/", "affairs.lead"),
    Shot("due", "finance-due", "/finance/dues/one/{due}/", "affairs.lead"),
    Shot("plans", "finance-plans", "/finance/plans/", "affairs.lead"),
    Shot("plan", "finance-plan", "/finance/plans/{plan}/", "affairs.lead"),
    Shot("pay", "payments", "/payments/", PAYER),
    Shot("pay-link", "payments", "/payments/?centre=ghorveh", "40031101", "uok"),
    Shot("receipt", "payment", "/payments/{paid}/", PAYER),
    Shot("payment-looked-into", "payment", "/payments/{reviewed}/", PAYER),
    Shot("payment-history", "payment-history", "/payments/history/", PAYER),
    Shot("payment-history-nothing", "payment-history", "/payments/history/?q=ناموجود", PAYER),
    Shot("receipt-check", "receipt", "/receipt/"),
    Shot("receipt-genuine", "receipt-check", "/receipt/{receipt}/"),
    Shot("receipt-unknown", "receipt-check", "/receipt/1-000000000000/", status=404),
    Shot("console-moving", "console-moving", "/console/migration/{migration}/", "admin", "shiraz"),
]

NO_PAGE = {
    "text": {"healthz", "readyz", "session-left"},
    "only takes posts": {
        "set-language", "set-theme", "account_logout", "service-draft", "correction-draft", "profile-draft",
        "password-check", "request-comment",
        "notifications-read", "desk-draft", "desk-keep", "desk-next", "desk-claim", "desk-assign", "desk-send",
        "desk-message", "desk-note", "desk-return", "desk-skip", "desk-reopen", "desk-visit", "desk-visit-done",
        "desk-hold", "desk-debt", "console-revoke", "console-incident-retry", "console-incident-close",
        "console-incident-recheck", "console-directory-check", "console-message-retry", "console-account-check",
        "console-account-switch",
        "console-account-remove", "console-network-remove", "console-sections", "console-faculty-rule",
        "console-faculty-rule-remove", "session-stay", "session-here",
        "hook-receipts", "console-import-begin", "console-person-close", "console-person-open",
        "console-person-unlock",
        "console-rescue-propose", "console-rescue-confirm", "console-rescue-refuse", "console-token-revoke",
        "finance-terminal-switch", "finance-payment-ask", "finance-payment-refund", "finance-payment-resolve",
        "finance-bank-ask", "finance-bank-close",
        "finance-list-begin", "finance-list-again", "finance-list-drop", "finance-due-less", "finance-due-correct",
        "finance-due-plan", "finance-plan-end",
        "console-clients-key", "console-client-secret", "console-client-remove", "oidc-token", "oidc-revoke",
    },
    "asks first who one is; see test_factors": {
        "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_remove_webauthn",
        "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
        "mfa_authenticate",
    },
    "a later step of a conversation; see test_activation and test_register": {
        "activate-mobile", "activate-code", "activate-password", "activate-done", "register-mobile", "register-email",
        "register-done", "profile", "desk-registration",
    },
    "leads on": {"account_reset_password", "enter", "notification", "payment-go", "hook-bank"},
    "for machines": {
        "openapi-json", "api-root", "rest-person", "rest-students", "rest-staff", "rest-dues", "oidc-configuration",
        "oidc-jwks", "oidc-userinfo", "captcha-work",
    },
    "a file": {
        "captcha-picture",
        "payment-receipt", "payment-export", "payment-booklet",
        "finance-export", "finance-list-template", "finance-list-faults", "finance-booklet",
        "console-import-template", "console-import-faults", "draft-file", "correction-file", "request-file",
        "request-certificate", "desk-export", "desk-file",
    },
}  # fmt: skip
"""Routes that show no page of their own, and why."""


def routes() -> set[str]:
    """The names of all routes; one without a name goes by its pattern."""
    return set(_names(get_resolver().url_patterns))


def _names(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
