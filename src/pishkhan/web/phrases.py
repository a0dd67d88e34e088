"""Refusals as sentences, in the page's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pishkhan.identity import api as identity
from pishkhan.kernel import money
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.payments.api import EntryKind, Settled
from pishkhan.web import (
    absence_words,
    directory_words,
    front_words,
    money_words,
    request_words,
    rest_words,
    service_words,
    sight_words,
    time_words,
)
from pishkhan.web.components import dates, numbers
from pishkhan.workflow.api import AlreadyDone, Block, Blocked, Changed

ISOLATE, END_ISOLATE = "\u2068", "\u2069"
"""Around a number that may bear Persian letters, so that it does not turn the sentence round nor is turned by it."""

SENTENCES: dict[str, Promise] = {
    "profile_sent": lazy("The profile was sent already; it cannot be changed until the office has looked at it."),
    "profile_decided": lazy("Somebody of the office has decided on this profile already. See its state now."),
    "registered": lazy("This registration is finished. Log in with the password you made."),
    "proof_missing": lazy("A code is still to be entered. Begin again if you do not find where."),
    "identifier_taken": lazy("One of these numbers belongs to somebody else already. Look at it again."),
    "too_many": lazy("Too many tries from this network. Try again in %(minutes)s minutes, or call the number below."),
    "code_wait": lazy("Another code can be sent in %(seconds)s seconds."),
    "codes_spent": lazy("No more codes are sent today. Try again in %(hours)s hours, or call the number below."),
    "calls_spent": lazy("No more calls are made today. Take the code as a text message."),
    "grant_over": lazy("The time to make a password is over. Get a new code and try again."),
    "directory_down": lazy(
        "The university's directory of accounts does not answer now; nothing was changed. Try again in a few minutes; "
        "the technicians know."
    ),
    "directory_refused": lazy("The university's directory refuses this. Ask the university's help line."),
    "directory_changed": lazy("Somebody changed these settings meanwhile; nothing was kept. Open the page anew."),
    "host_wrong": lazy("Write a name like dc1.uni.ac.ir, without https:// and without a port."),
    "port_wrong": lazy("Write a port from 1 to 65535; LDAPS mostly has 636."),
    "dn_wrong": lazy("Write it like OU=Students,DC=uni,DC=ac,DC=ir."),
    "pem_wrong": lazy("Paste the whole certificate, with its lines BEGIN CERTIFICATE and END CERTIFICATE."),
    "password_wrong": lazy("The present password is not right."),
    "password_same": lazy("The new password is the same as the present one. Choose another."),
    "own_factors": lazy("Your own second factors are removed in your account, where you are logged in with them."),
    "factors_none": lazy("This person has no second factor."),
    "parties_many": lazy("There are %(most)s systems already. Change one of them instead."),
    "party_name": lazy("Write a name for the system."),
    "party_returns": lazy(
        "Write each address on a line of its own. It begins with https:// (on your own machine http://) and has no * "
        "or #."
    ),
    "party_logout": lazy("Write an address that begins with https://, or leave it empty."),
    "password_missing": lazy("Write the password."),
    "password_length": lazy("The password needs %(n)s characters at least, and 128 at most."),
    "password_digit": lazy("The password needs a digit."),
    "password_kinds": lazy("The password needs more kinds of characters."),
    "password_own": lazy("The password holds your name, one of your numbers or the university's name."),
    "password_common": lazy("The password is easy to guess. A few words that do not belong together are good."),
    "not_found": lazy("There is nothing here for you. Check the address, or go back to your list."),
    "page_incomplete": lazy("Part of the page did not arrive; nothing was done. Check what is here and press again."),
    "not_for_you": lazy("This service is not open to you now."),
    "already_filed": lazy("This request was already filed; find it in your requests."),
    "already_open": lazy("You already have an open request of this kind. Continue there."),
    "form_missing": lazy("The form of this service is not published yet. Please tell support."),
    "process_missing": lazy("The process of this service is not published yet. Please tell support."),
    "draft_large": lazy("The text is too long to be kept. Shorten it; nothing on the page is lost."),
    "draft_elsewhere": lazy("This draft was changed on another device. Copy your text, then open the page anew."),
    "comment_empty": lazy("Write something first."),
    "comment_long": lazy("The message is too long. Shorten it; nothing on the page is lost."),
    "fields_missing": lazy("Choose at least one answer that must be corrected."),
    "deadline_wrong": lazy("The deadline must be between 1 and %(most)s days."),
    "returned_already": lazy("This request is already with the student for correction."),
    "return_ended": lazy("This correction is not asked for any more. See where the request stands."),
    "answered_already": lazy("The correction was already sent."),
    "lead_assigns": lazy("The lead of the office must assign this first."),
    "not_lead": lazy("Only the lead of the office can assign."),
    "not_of_office": lazy("That person does not work in this office."),
    "reason_missing": lazy("Write the reason."),
    "visit_not_offered": lazy("This station has no visit in person."),
    "incident_closed": lazy("This incident is already closed."),
    "retry_none": lazy("There is nothing here that can be tried again."),
    "visit_unticked": lazy("Tick “A visit in person by the student is required” first."),
    "visit_none": lazy("There is no open visit here."),
    "outcome_wrong": lazy("Choose how the visit ended."),
    "hold_not_offered": lazy("This station cannot hold for a debt."),
    "refund_amount": lazy("Of this payment between 1 and %(most)s rials can be given back."),
    "amount_wrong": lazy("Check the amount, in whole rials."),
    "kind_wrong": lazy("Choose what becomes of the debt."),
    "evidence_missing": lazy("Name the receipt or letter that settles the debt."),
    "cannot_go_back": lazy("This station cannot be taken up again now. Look at where the request stands."),
    "case_closed": lazy("The request is completed; nothing can be changed."),
    "step_gone": lazy(
        "This step cannot be taken up again: "
        "the case was carried over to a version of the process that no longer has it."
    ),
    "revoked_already": lazy("This certificate is already revoked."),
    "migration_running": lazy("Cases of this version are being moved already. Wait until that is finished."),
    "versions_differ": lazy("Choose two versions of the same process."),
    "file_empty": lazy("The file %(name)s is empty. Choose it again."),
    "file_large": lazy("The file %(name)s is larger than 10 MB."),
    "file_type": lazy("The file %(name)s is none of PDF, JPG and PNG. Send one of these, up to 10 MB."),
    "file_kind": lazy("The file %(name)s is really %(really)s. Send PDF, JPG or PNG, up to 10 MB."),
    "file_disguised": lazy("The file %(name)s is really %(really)s. Name it so, or choose another: PDF, JPG or PNG."),
    "account_changed": lazy(
        "Somebody changed this account meanwhile; nothing was kept. Open it anew and make your change again."
    ),
    "accounts_many": lazy("There are %(most)s accounts already. Change one of them instead."),
    "name_missing": lazy("Write a name for the account."),
    "name_taken": lazy("Another account has this name. Write one that tells them apart."),
    "account_in_use": lazy("Switch the account off first."),
    "channels_missing": lazy("Choose at least one channel that this provider has."),
    "weight_wrong": lazy("Write a share from 0 to 100."),
    "price_wrong": lazy("Write a price in whole rials, 0 to 1,000,000."),
    "demo_only": lazy("The demo inbox sends nothing to anybody. It can be in use in the demo alone."),
    "rate_wrong": lazy("Write how many messages a second, from 1 to 1000."),
    "setting_missing": lazy("The account cannot be used without this. Fill it in."),
    "setting_choice": lazy("Choose one of the answers."),
    "secret_again": lazy("You changed where this is sent to. Type it again."),
    "address_wrong": lazy(
        "Write an address of a service on the internet that begins with https://, without a question mark."
    ),
    "rules_changed": lazy("Somebody changed the limits meanwhile; nothing was kept. Open the page anew."),
    "cap_wrong": lazy("Write a whole number from 1 up."),
    "time_wrong": lazy("Write an hour like 22:00."),
    "text_changed": lazy(
        "Somebody wrote another version meanwhile. Yours is still here: copy it, then open the page anew."
    ),
    "text_long": lazy("The text is too long. Shorten it; a text message may have eight parts at most."),
    "title_missing": lazy("Write a title too; this message has one."),
    "text_same": lazy("This text is in force already; nothing was changed."),
    "text_empty": lazy("Write the text, or take the original one back."),
    "placeholder_unknown": lazy("This message has no %(names)s. Use the places listed above, letter for letter."),
    "placeholder_missing": lazy("%(names)s is missing. Put it where it belongs in the text."),
    "number_limit": lazy("This number has had its %(most)s messages for today. Try tomorrow, or raise the limit."),
    "network_limit": lazy("%(most)s codes were asked for from this network today. Try tomorrow, or raise the limit."),
    "test_channel": lazy("Choose how to send it."),
    "test_landline": lazy("This is a landline. Texts and calls with codes go to mobile numbers; write one like 09…"),
    "test_foreign": lazy("This number is not of Iran. Write an Iranian mobile number, or choose e-mail."),
    "test_number": lazy("Write a mobile number of Iran, like 09121234567."),
    "test_address": lazy("Write an e-mail address, like name@example.ir."),
    "test_carrier": lazy("No account has this channel. Give it to an account, or choose another one."),
    "session_gone": lazy("This login has ended already."),
    "limit_wrong": lazy("Write a whole number from %(least)s to %(most)s."),
    "choice_wrong": lazy("Choose one of the answers."),
    "network_wrong": lazy("Write an address like 10.20.0.0/16 or 10.20.3.4."),
    "network_bits": lazy("This address does not fit its mask. Did you mean %(meant)s?"),
    "network_whole": lazy("This is the whole internet. Write the networks of the university."),
    "network_name": lazy("Write a name of at most 80 letters, so that others know which network it is."),
    "networks_many": lazy("There are %(most)s networks already. Remove one, or join several under a shorter mask."),
    "network_locks_out": lazy(
        "This would lock you out: you come from %(address)s, which would have no access any more. "
        "Nothing was changed. Add your own network first."
    ),
    "section_wrong": lazy("Choose for every part who may open it."),
    "unit_missing": lazy("Choose the faculty."),
    "list_missing": lazy("Choose the file with the list."),
    "kind_missing": lazy("Choose what the list is of."),
    "source_wrong": lazy("Write whose data it is, in at most %(most)s characters."),
    "source_ours": lazy("This name is used by Pishkhan itself. Write another one."),
    "import_state": lazy("This list is not waiting any more. Look at where it stands now."),
    "import_nothing": lazy("There is nothing in this list to bring in."),
    "token_name_taken": lazy("Another token in force has this name. Write one that tells them apart."),
    "scopes_missing": lazy("Choose at least one thing that the token may do."),
    "days_wrong": lazy("Write how many days it is good for, from 1 to %(most)s."),
    "token_revoked": lazy("This token is revoked already."),
    "token_wrong": lazy("This token is not in force here. Ask an administrator for another one."),
    "scope_missing": lazy("This token may not do that; it would need %(scope)s. Ask an administrator."),
    "push_empty": lazy("There are no rows. Send 1 to 500 of them."),
    "push_many": lazy("These are too many rows. Send at most %(most)s at a time."),
    "identifier_ambiguous": lazy("Two people may be meant. Ask with another identifier."),
    "account_own": lazy("This is your own account. Another administrator must close it."),
    "account_closed": lazy("This account is closed already."),
    "account_open": lazy("This account is open already."),
    "rescue_name": lazy("Write your number."),
    "rescue_contact": lazy("Write a telephone number with its area code, or an e-mail address."),
    "rescue_words": lazy("Write what happened, in at most %(most)s characters."),
    "riddle_wrong": lazy("The security picture is not right"),
    "rescue_nobody": lazy("Nobody here has this number. Ask for it again, or look in the list of people."),
    "rescue_own": lazy("This is your own account. Your colleagues must change its number."),
    "rescue_staff": lazy("This person works here. An administrator must change the number."),
    "rescue_ended": lazy("This change of mobile has ended. See what became of it."),
    "rescue_unproposed": lazy("No new number is proposed yet."),
    "rescue_changed": lazy("The proposal is not the one you looked at. Read it again here, then confirm."),
    "rescue_same_officer": lazy("You proposed this number. Another officer must confirm it."),
    "mobile.format": lazy("Write a mobile number of Iran, like 09121234567."),
    "mobile_same": lazy("This is the number the account has already."),
    "mobile_in_use": lazy("This number belongs to another account. Ask for another number, or find out whose it is."),
    "evidence_wrong": lazy("Write how you saw who it is, in at most %(most)s characters."),
    "money.format": lazy("Write the amount in rials, in digits."),
    "money.too_small": lazy("The amount must be at least %(minimum)s rials."),
    "money.too_large": lazy("The amount may be at most %(maximum)s rials."),
    "date.format": lazy("Write the date like 1405/09/02."),
    "date.range": lazy("Write a Jalali date like 1405/09/02."),
    "date.no_such_day": lazy("There is no such day in the calendar."),
    "subject_closed": lazy("This cannot be paid here now. Choose another, or come back later."),
    "due_not_found": lazy("This debt is not among yours, or it is settled already."),
    "due_being_paid": lazy("The bank is being asked about a payment of this debt. Wait for its answer."),
    "free_not_offered": lazy("Only a recorded debt is paid for this. Choose the debt."),
    "key_reused": lazy("Another payment was begun from this page already. See it in the history, or press again."),
    "too_many_payments": lazy("Too many payments were begun in an hour. Wait a little, then try again."),
    "amount_below_shares": lazy("This amount is too little to be divided among the accounts it is for."),
    "amount_changed": lazy("The debt was changed meanwhile. Look at the amount and press again."),
    "list_name": lazy("Give the list a name of at most %(most)s characters."),
    "list_rows": lazy("The list has more than %(most)s rows. Divide it, under different names."),
    "list_empty": lazy("There is no row under the header. Choose the file with the list."),
    "list_nothing": lazy("There is nothing in this list to write."),
    "list_wrong": lazy("Nothing was written: %(count)s rows are wrong. Mend them, or write the right ones alone."),
    "list_state": lazy("This list was written or left already, or is being looked at. See its state now."),
    "list_busy": lazy("Another list of this name is being written. Wait until it is done, then bring this in again."),
    "list_stale": lazy("A list of this name was written after this one was looked at. Bring this one in again."),
    "subject_missing": lazy("Choose the subject of payment."),
    "subject_unknown": lazy("There is no such subject of payment. Write its title or its key."),
    "enrolment_not_found": lazy("There is no such student here."),
    "due_on_plan": lazy("This debt is an instalment itself. End its plan first."),
    "plan_dates": lazy("The last instalment must come after the first one."),
    "plan_count": lazy("There may be 1 to %(most)s instalments."),
    "plan_months": lazy("There are too many instalments for these months: at most %(most)s, one a month."),
    "plan_small": lazy("An instalment must be at least 1,000 rials: at most %(most)s of them."),
    "plan_not_found": lazy("There is no such instalment plan."),
    "plan_ended": lazy("This instalment plan has ended already. See its state now."),
}

ENDED: dict[EntryKind, Promise] = {
    EntryKind.EVIDENCE: lazy("This debt was settled already, by evidence."),
    EntryKind.WAIVED: lazy("This debt was waived already."),
    EntryKind.CANCELLED: lazy("This debt was cancelled already, as recorded by mistake."),
    EntryKind.INSTALMENTS: lazy("Instalments were agreed for this debt already."),
}

BLOCKS: dict[str, Promise] = {
    "visit_open": lazy("Sending is blocked until the visit is resolved."),
    "visit_ticked": lazy("A visit is ticked: press “Initial confirmation” to tell the student, or untick it."),
    "return_open": lazy("Sending is blocked until the student has corrected the request."),
    "debt_open": lazy("Sending is blocked: until the debt of %(amount)s rials is nil the case cannot go on."),
    "card_missing": lazy("Sending is blocked until the student card is received, or its loss is declared."),
    "letter_missing": lazy("Sending is blocked until the letter has a number and a date."),
    "letter_taken": lazy("The letter number %(number)s is already used in this secretariat this year."),
    "instalment_dates": lazy("Write the start and the end of the instalments."),
    "instalment_order": lazy("The instalments cannot end before they start."),
    "plan_sum": lazy("In this case %(amount)s rials are recorded; the instalments must be for the same amount."),
    "debt_without_plan": lazy("A debt remains: agree on instalments, or hold for the debt."),
    "na_not_offered": lazy("This station cannot be skipped as not applicable."),
    "own_request": lazy("This is your own request. A colleague must answer it."),
    "own_of_assignee": lazy("This is their own request. Somebody else must answer it."),
    "debt_elsewhere": lazy("No certificate yet: %(amount)s rials are still owed to another office."),
    "plan_broken": lazy(
        "No certificate yet: instalments were not kept, and %(amount)s rials of them are still owed."
    ),
    "debt_held_beside": lazy("Another office holds this request for a debt. It must be settled there first."),
    "certificate_issued": lazy("A certificate was issued. It must be revoked, with a reason, instead."),
    "certificate_revoked": lazy("The certificate of this request was revoked; no other is issued for it."),
    **request_words.BLOCKS,
    "rule_unknown": lazy("A rule of this process is unknown here (%(name)s). Please tell the administrator."),
}

TABLES: tuple[Mapping[str, Promise], ...] = (
    SENTENCES, absence_words.SENTENCES, front_words.SENTENCES, money_words.SENTENCES,
    request_words.SENTENCES, rest_words.SENTENCES,
    service_words.SENTENCES, sight_words.SENTENCES, time_words.SENTENCES,
)  # fmt: skip
"""Where the sentence of a refusal is looked for; each room brings its own."""


def sentence(error: DomainError) -> str:
    """What happened and what to do next."""
    if isinstance(error, AlreadyDone):
        return _already(error)
    if isinstance(error, Changed):
        return _("This task was changed meanwhile. See its state now; your text is kept.")
    if isinstance(error, Settled):
        return _ended(error)
    if isinstance(error, Several):
        return " ".join(sentence(fault) for fault in error.faults.values())
    if isinstance(error, Blocked):
        return " ".join(block_words(block) for block in error.blocks)
    if error.code.startswith("directory_") and (told := directory_words.sentence(str(error.params.get("why", "")))):
        return told
    words = next((table[error.code] for table in TABLES if error.code in table), None)
    return str(words) % _shown(error.params) if words else _("That could not be done. Go back and try again.")


def broken_rules(error: DomainError) -> list[str]:
    """The rules of a password that were broken, as `identity.password_rules` names them."""
    return list(error.faults) if isinstance(error, Several) else []


def _shown(params: Mapping[str, object]) -> dict[str, object]:
    """Numbers in groups, in the digits of the page's language."""
    lang = (get_language() or "fa")[:2]
    return {name: money.group(value, lang) if isinstance(value, int) else value for name, value in params.items()}


def _already(error: AlreadyDone) -> str:
    if error.same:
        return _("You have already done this.")
    name = identity.names([error.by]).get(error.by, "") if error.by else ""
    if not name:
        return _("This was already done.")
    if error.at is None:
        return _("%(name)s has taken this task.") % {"name": name}
    said = _("%(name)s did this at %(time)s; your text is kept.")
    return said % {"name": name, "time": dates.plain_clock(error.at)}


def _ended(error: Settled) -> str:
    """What became of the debt, by whom and when where that is known; nothing was changed now."""
    said = [str(ENDED[error.kind])]
    if name := identity.names([error.by]).get(error.by, "") if error.by else "":
        said.append(_("By {name}, {when}.").format(name=name, when=dates.spoken(error.at)))
    return " ".join((*said, _("Nothing was changed now.")))


def block_words(block: Block) -> str:
    """Why sending is blocked."""
    values = dict(block.values)
    if "amount" in values:
        values["amount"] = money.group(int(values["amount"]), (get_language() or "fa")[:2])
    if "number" in values:
        values["number"] = f"{ISOLATE}{numbers.bare(values['number'])}{END_ISOLATE}"
    return str(BLOCKS.get(block.code) or SENTENCES.get(block.code) or block.code) % values
