"""Refusals and faults of services that are drawn up in the console, and the names of what a form is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pishkhan.kernel import digits
from pishkhan.web.components.language import current
from pishkhan.web.typed import listed

SENTENCES: Mapping[str, Promise] = {
    "service_changed": lazy(
        "Somebody changed this service in another window meanwhile; nothing of this page was kept. "
        "What you typed is still here: copy it, then open the page anew."
    ),
    "service_large": lazy("The service is too large to be kept. Shorten its texts or lists."),
    "service_draft_open": lazy("There is a draft of this service already. Publish it or throw it away first."),
    "service_drafts_many": lazy("There are %(most)s drafts already. Publish or throw away one of them."),
    "service_not_ready": lazy("Something is still missing. Mend what is listed below, then publish."),
    "service_name": lazy("Write the name of the service in both languages."),
    "service_summary": lazy("Say in a sentence what the service is for, in both languages."),
    "service_group": lazy("Choose the group the service stands in."),
    "service_span": lazy("The service must open before it closes."),
    "service_form_empty": lazy("Nothing is asked in this form yet. Add a question."),
    "service_group_empty": lazy("The heading “%(label)s” has no question below it. Move one there, or remove it."),
    "service_next": lazy("Say what happens after filing, in both languages."),
    "service_document": lazy("Write the name of document %(n)s in both languages."),
    "service_guide": lazy("Guide %(n)s needs a title and at least one line in both languages."),
    "service_question": lazy("Question %(n)s needs its answer, and both of them in both languages."),
    "service_steps": lazy("No office gets the request yet. Add a step."),
    "service_steps_many": lazy("There are too many steps; at most %(most)s are possible."),
    "service_step_title": lazy("Write the name of the step in both languages."),
    "service_step_office": lazy("Choose the office of the step “%(label)s”."),
    "service_hours": lazy("Write the deadline in whole hours, from 1 to %(most)s, or leave it empty."),
    "service_moment": lazy("Write the day like 1405/09/02 and the hour like 8:00, or leave both empty."),
    "service_number": lazy("Write a number, or leave it empty."),
    "service_upload": lazy("Choose the file of the service."),
    "parcel_refused": lazy("Nothing was brought in. See what is wrong with the file."),
    "parcel_large": lazy("The file is larger than %(mb)s MB. A service takes much less."),
    "parcel_broken": lazy("This is no zip file, or it is damaged."),
    "parcel_many": lazy("The file holds more than %(most)s files."),
    "parcel_name": lazy("A service has no such file inside. Only what an export makes is taken."),
    "parcel_twice": lazy("This file is inside twice."),
    "parcel_bomb": lazy("Unpacked, this would be far too large."),
    "parcel_locked": lazy("This file is locked with a password."),
    "parcel_missing": lazy("This file is missing."),
    "parcel_json": lazy("This file cannot be read. It may be damaged."),
    "parcel_types": lazy("There must be exactly one service in the file; there are %(n)s."),
    "parcel_key": lazy("“%(name)s” cannot be the key of a service or of a group."),
    "parcel_words": lazy("A text (%(name)s) is missing, too long, or not in two languages."),
    "parcel_list": lazy("There are too many entries under “%(name)s”; at most %(most)s are possible."),
    "parcel_form": lazy("The form “%(name)s” is missing."),
    "parcel_process": lazy("The diagram of the process “%(name)s” is missing."),
    "parcel_diagram": lazy("The diagram is refused at “%(name)s” (%(problem)s)."),
    "parcel_drawing": lazy(
        "The process of this service branches or does more than one office after the other. "
        "Such a service comes with the institution's pack."
    ),
    "build.field_absent": lazy("This question is not in the form any more. Open the page anew."),
    "build.type_unknown": lazy("Choose what kind of question it is."),
    "build.fields_many": lazy("A form has at most %(most)s questions. Divide the service, or remove one first."),
    "build.fields_count": lazy("A form has at least one question and at most %(limit)s."),
    "build.groups_many": lazy("A form has at most %(most)s headings."),
    "build.group_nested": lazy("A heading cannot stand below another one."),
    "build.group_condition": lazy(
        "“%(label)s” has a condition, which would be lost for the questions below it. Remove the condition first."
    ),
    "build.text_missing": lazy("Write it in Persian."),
    "build.english_missing": lazy("Write it in English too; some of your students read the pages in English."),
    "build.text_long": lazy("This text is too long; at most %(most)s letters are possible."),
    "build.options_missing": lazy("Write at least one option for “%(label)s”."),
    "build.options_many": lazy("There are too many options; at most %(most)s are possible."),
    "build.option_twice": lazy("“%(label)s” has an option twice."),
    "build.option_value": lazy("“%(label)s” has an option that cannot be kept. Write it anew."),
    "build.option_used": lazy("This option is named by a condition of %(names)s. Change that condition first."),
    "build.looked_at": lazy("“%(label)s” cannot go: %(names)s look at it. Change their conditions first."),
    "build.other_missing": lazy("“%(label)s” is to have an “other”: add an option whose English is Other."),
    "build.locked_without_record": lazy("“%(label)s” can be locked only when it is filled from the record."),
    "build.record_unknown": lazy("“%(label)s” is filled from something the record does not have."),
    "build.limits_crossed": lazy("The limits of “%(label)s” leave nothing possible. The lower comes first."),
    "build.limit_bad": lazy("A limit of “%(label)s” is not a number."),
    "build.rule_circle": lazy("“%(label)s” would depend on itself: the conditions go in a circle. Choose another one."),
    "build.rule_deep": lazy("The condition of “%(label)s” is nested too deeply."),
    "build.rule_shape": lazy("The condition of “%(label)s” cannot be read. Remove it and make it anew."),
    "build.option_unknown": lazy("The condition of “%(label)s” names an option that is not there."),
    "build.field_unknown": lazy("“%(label)s” looks at a question that is not in the form."),
    "build.condition_itself": lazy("A question cannot depend on itself. Choose another one."),
    "build.test_wrong": lazy("This comparison does not fit the question. Choose another one."),
    "build.tests_many": lazy("A condition has at most %(most)s lines."),
    "build.value_missing": lazy("Write or choose what the answer is compared with."),
    "build.value_number": lazy("Write a number to compare with."),
    "build.which_wrong": lazy("This cannot have such a condition."),
    "build.key_twice": lazy("“%(label)s” has the same key as another question."),
    "build.key_bad": lazy("“%(label)s” has a key that is not possible."),
    "build.options_unknown": lazy("“%(label)s” chooses from a list that is not there."),
}
OTHER = lazy("“%(label)s” cannot be kept like this.")
TYPES: Mapping[str, Promise] = {
    "textfield": lazy("Short text"), "textarea": lazy("Long text"), "number": lazy("Number"),
    "rials": lazy("Amount in rials"), "select": lazy("Choice from a list"), "radio": lazy("Choice of a few"),
    "checkbox": lazy("A box to tick"), "checklist": lazy("Several choices"), "jalali_date": lazy("Date"),
    "mobile": lazy("Mobile number"), "landline": lazy("Landline number"), "national_id": lazy("National code"),
    "postal_code": lazy("Postal code"), "address": lazy("Address"), "filepicker": lazy("A file to attach"),
    "text": lazy("A text that asks nothing"),
}  # fmt: skip
RECORDS: Mapping[str, Promise] = {
    "person.full_name": lazy("Full name"), "person.father_name": lazy("Father's name"),
    "person.national_id": lazy("National code"), "person.birth_date": lazy("Date of birth"),
    "person.birth_certificate": lazy("Number of the birth certificate"), "person.mobile": lazy("Mobile"),
    "person.email": lazy("E-mail"), "person.address": lazy("Address"),
    "enrolment.student_number": lazy("Student number"), "enrolment.faculty": lazy("Faculty"),
    "enrolment.field": lazy("Field of study"), "enrolment.degree": lazy("Degree"),
    "enrolment.status": lazy("Status"), "enrolment.admission_type": lazy("Kind of admission"),
    "enrolment.entry_year": lazy("Year of entry"),
}  # fmt: skip
LIMITS: Mapping[str, Promise] = {
    "min": lazy("Smallest value"), "max": lazy("Largest value"), "minLength": lazy("Fewest letters"),
    "maxLength": lazy("Most letters"),
}  # fmt: skip
FLAGS: Mapping[str, tuple[str, Promise]] = {
    "latin": ("textfield", lazy("Written in Latin letters")), "decimals": ("number", lazy("Fractions are possible")),
    "notFuture": ("jalali_date", lazy("Not in the future")),
    "searchable": ("select", lazy("The list can be searched")),
}  # fmt: skip
TESTS: Mapping[str, Promise] = {
    "is": lazy("is"), "is_not": lazy("is not"), "in": lazy("is one of"), "filled": lazy("is filled in"),
    "empty": lazy("is empty"), "gt": lazy("is more than"), "ge": lazy("is at least"), "lt": lazy("is less than"),
    "le": lazy("is at most"),
}  # fmt: skip
ROLES: Mapping[str, Promise] = {
    "expert": lazy("Any expert of the office"), "lead": lazy("The lead, who gives it to an expert"),
    "deputy": lazy("The deputy"),
}  # fmt: skip
ACTIONS: Mapping[str, Promise] = {
    "return": lazy("Give the request back for correction"), "hold": lazy("Hold it for a debt"),
    "visit": lazy("Ask the student to come in person"), "na": lazy("Say that the step does not apply"),
}  # fmt: skip


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong and what to do; names of questions are listed."""
    shown = {"label": "", **{name: value if name == "names" else in_digits(value) for name, value in params.items()}}
    if isinstance(shown.get("names"), list):
        quoted = [_("“%(name)s”") % {"name": name} for name in shown["names"][:5]]
        shown["names"] = listed(quoted)
    words = str(SENTENCES.get(code, OTHER))
    try:
        return words % shown
    except KeyError:
        return str(OTHER) % shown


def not_offered(choices: list[str]) -> str:
    """For a student whose earlier choice the form does not have any more."""
    quoted = listed([_("“%(name)s”") % {"name": name} for name in choices])
    return _("Before you had chosen %(names)s, which is not offered any more. Choose again.") % {"names": quoted}


def in_digits(value: object) -> str:
    """A value of a sentence; numbers in the digits of the page."""
    shown = str(value)
    return digits.to_persian(shown) if page_language() == "fa" and shown.replace(".", "").isdecimal() else shown


def language_of(lang: str) -> str:
    return _("in Persian") if lang == "fa" else _("in English")


def page_language() -> str:
    return "fa" if current().startswith("fa") else "en"
