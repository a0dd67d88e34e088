"""The room of the accounts."""

from django.urls import include, path

from pishkhan.web.finance import balance, bank, home, payment, payments, refunds, reports, subjects, terminals

ONE = "payments/<uuid:attempt_id>/"

urlpatterns = [
    path("", home.home, name="finance"),
    path("terminals/", terminals.terminals, name="finance-terminals"),
    path("terminals/new/", terminals.new, name="finance-terminal-new"),
    path("terminals/<uuid:terminal_id>/", terminals.terminal, name="finance-terminal"),
    path("terminals/<uuid:terminal_id>/switch/", terminals.switch, name="finance-terminal-switch"),
    path("subjects/", subjects.subjects, name="finance-subjects"),
    path("subjects/new/", subjects.new, name="finance-subject-new"),
    path("subjects/<uuid:subject_id>/", subjects.subject, name="finance-subject"),
    path("payments/", payments.listing, name="finance-payments"),
    path(ONE, payment.payment, name="finance-payment"),
    path(ONE + "ask/", payment.ask, name="finance-payment-ask"),
    path(ONE + "refund/", payment.refund, name="finance-payment-refund"),
    path(ONE + "resolve/", payment.resolve, name="finance-payment-resolve"),
    path("refunds/", refunds.refunds, name="finance-refunds"),
    path("refunds/<uuid:refund_id>/", refunds.refund, name="finance-refund"),
    path("reports/", reports.reports, name="finance-reports"),
    path("reports/export/", reports.export, name="finance-export"),
    path("bank/", bank.reports, name="finance-bank"),
    path("bank/<uuid:report_id>/", bank.report, name="finance-bank-report"),
    path("bank/rows/<int:row_id>/ask/", bank.ask, name="finance-bank-ask"),
    path("bank/rows/<int:row_id>/close/", bank.close, name="finance-bank-close"),
    path("balance/", balance.balance, name="finance-balance"),
    path("", include("pishkhan.web.finance.due_urls")),
]
