"""Rows of notifications."""

from pishkhan.notifications.models.account import ProviderAccount, SendingRules, Spending, Tally
from pishkhan.notifications.models.delivery import Attempt, Delivery, KeptMessage, PushedReceipt
from pishkhan.notifications.models.notice import Notice
from pishkhan.notifications.models.webhook import HookDelivery, HookState, Webhook
from pishkhan.notifications.models.wording import Preference, TextVersion

__all__ = [
    "Attempt",
    "Delivery",
    "HookDelivery",
    "HookState",
    "KeptMessage",
    "Notice",
    "Preference",
    "ProviderAccount",
    "PushedReceipt",
    "SendingRules",
    "Spending",
    "Tally",
    "TextVersion",
    "Webhook",
]
