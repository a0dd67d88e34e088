"""The door of `notifications`."""

from pishkhan.notifications.domain import webhooks, webhooks_addresses, webhooks_log, webhooks_sending
from pishkhan.notifications.domain.accounts import channels_of, kinds, uncarried
from pishkhan.notifications.domain.checking import (
    account,
    check_one,
    hook_url,
    put_account,
    put_demo,
    remove_account,
)
from pishkhan.notifications.domain.checking import visible_to as accounts_visible_to
from pishkhan.notifications.domain.limits import BUDGET, SPENT, read_rules, read_spent, rules_of, set_rules
from pishkhan.notifications.domain.log import (
    MonthCost,
    Sought,
    Told,
    costs,
    in_trouble,
    kept,
    month_cost_by_account,
    one,
    retry,
)
from pishkhan.notifications.domain.log import page as log_page
from pishkhan.notifications.domain.messages import Message, Recipient, Said, Words, message, registry
from pishkhan.notifications.domain.queries.notices import ShownNotice, link_of, page, unread_count, unread_of
from pishkhan.notifications.domain.reading import mark_read
from pishkhan.notifications.domain.receipts import receive
from pishkhan.notifications.domain.rendering import Text, fill, in_order
from pishkhan.notifications.domain.sending import fate_of, read_address, send
from pishkhan.notifications.domain.troubles import DAY_FULL, PROVIDER, STUCK
from pishkhan.notifications.domain.wanted import Wanted
from pishkhan.notifications.domain.webhooks import announce_out, is_wanted
from pishkhan.notifications.domain.webhooks_sending import FAILED as HOOK_FAILED
from pishkhan.notifications.domain.wishes import Line as WishLine
from pishkhan.notifications.domain.wishes import choose, read_mark, unsubscribe
from pishkhan.notifications.domain.wishes import lines as wish_lines
from pishkhan.notifications.domain.wording import Preview, all_previews, previews, versions, write
from pishkhan.notifications.enums import (
    Alarm,
    Category,
    Channel,
    Fate,
    Outcome,
    Reason,
    State,
    Surface,
    Urgency,
    Why,
    Wish,
)
from pishkhan.notifications.models import (
    Attempt,
    Delivery,
    HookDelivery,
    HookState,
    KeptMessage,
    ProviderAccount,
    SendingRules,
    TextVersion,
    Webhook,
)
from pishkhan.notifications.providers.protocol import Health, Provider, Setting
from pishkhan.notifications.providers.table import PROVIDERS

__all__ = [
    "BUDGET", "DAY_FULL", "HOOK_FAILED", "PROVIDER", "PROVIDERS", "SPENT", "STUCK", "Alarm", "Attempt", "Category",
    "Channel", "Delivery", "Fate", "Health", "HookDelivery", "HookState", "KeptMessage", "Message", "MonthCost",
    "Outcome", "Preview", "Provider", "ProviderAccount", "Reason", "Recipient", "Said", "SendingRules", "Setting",
    "ShownNotice", "Sought", "State", "Surface", "Text", "TextVersion", "Told", "Urgency", "Wanted", "Webhook", "Why",
    "Wish", "WishLine", "Words", "account", "accounts_visible_to", "all_previews", "announce_out", "channels_of",
    "check_one", "choose", "costs", "fate_of", "fill", "hook_url", "in_order", "in_trouble", "is_wanted", "kept",
    "kinds", "link_of", "log_page", "mark_read", "message", "month_cost_by_account", "one", "page", "previews",
    "put_account", "put_demo", "read_address", "read_mark", "read_rules", "read_spent", "receive", "registry",
    "remove_account", "retry", "rules_of", "send", "set_rules", "uncarried", "unread_count", "unread_of",
    "unsubscribe", "versions", "webhooks", "webhooks_addresses", "webhooks_log", "webhooks_sending", "wish_lines",
    "write",
]  # fmt: skip
