"""What was wrong with a list of people, in words; for the console, the file of faults and the API alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pishkhan.identity import api as identity
from pishkhan.web.components import numbers
from pishkhan.web.components.language import current

FAULTS: Mapping[str, Promise] = {
    "column_unknown": lazy("There is no column “%(name)s”. Name it as in the template, or take it out."),
    "column_missing": lazy("This column is missing. Add it with its name as in the template."),
    "column_twice": lazy("This column stands in the file twice. Take one of them out."),
    "cell_missing": lazy("This cell is empty. Fill it in."),
    "cell_formula": lazy("This cell holds a formula. Paste its value as plain text."),
    "cell_long": lazy("This is longer than %(most)s characters. Shorten it."),
    "cells_many": lazy("This line has more cells than the header. Put text with a separator into quotation marks."),
    "row_twice": lazy("Line %(first)s says the same of the same person. Keep one of them."),
    "name_wrong": lazy("This is no name. Write it in letters."),
    "number_wrong": lazy("Write the number with digits and Latin letters, 3 to 40 of them."),
    "email_wrong": lazy("Write an e-mail address, like name@example.ir."),
    "year_wrong": lazy("Write the year of entry in four digits, like 1401."),
    "national_id.length": lazy("A national code has ten digits. Compare it with the card."),
    "national_id.checksum": lazy("This national code cannot be right: a digit is wrong. Compare it with the card."),
    "mobile.format": lazy("Write a mobile number like 09121234567."),
    "date.format": lazy("Write the date like 1405/09/02."),
    "date.range": lazy("Write a Jalali date like 1405/09/02."),
    "date.no_such_day": lazy("There is no such day in the calendar."),
    "faculty_unknown": lazy("There is no such faculty here. Write its name or its key as in the list of units."),
    "unit_unknown": lazy("There is no such unit here. Write its name or its key as in the list of units."),
    "role_unknown": lazy("There is no such role. Write expert, lead, deputy, manager or administrator."),
    "role_forbidden": lazy("This role is given by an administrator with a file, not by a machine."),
    "word_unknown": lazy("This word is not in the university's list. Write it as it stands there."),
    "until_early": lazy("The last day is before the first one. Correct one of them."),
    "two_people": lazy("The numbers of this line belong to two different people. Find out who is meant."),
    "mobile_taken": lazy("This mobile number is another person's. Find out whose it is."),
    "email_taken": lazy("This e-mail address is another person's. Find out whose it is."),
    "mobile_applicant": lazy("Somebody who registered by themselves has this mobile number. See the registrations."),
    "email_applicant": lazy("Somebody who registered by themselves has this e-mail address. See the registrations."),
    "applicant_open": lazy(
        "This person registered by themselves and is not approved. Have the office decide on the registration first; "
        "bring the line in again when it is approved, and ask the office when it was refused."
    ),
    "mobile_staff": lazy(
        "Left as it is: the mobile of somebody who works here is changed by two people, on “Changes of mobile”."
    ),
    "national_id_differs": lazy(
        "The person with this number has another national code here. Compare both; the number may have been given anew."
    ),
    "padded": lazy("The spreadsheet dropped zeros at the beginning; they were put back. Compare the code."),
    "kept": lazy("Left as it is: this field belongs to “%(owner)s”."),
    "file_empty": lazy("The file is empty. Choose it again."),
    "people_large": lazy("The file is larger than 10 MB. Divide it."),
    "people_old_excel": lazy("This is an old Excel file. Save it as XLSX or CSV."),
    "people_format": lazy("This is neither CSV nor XLSX. Save the list as one of them."),
    "people_broken": lazy("The file cannot be read. Save it anew as XLSX or CSV."),
    "people_bomb": lazy("The file unpacks to far too much. Copy the list into a new file."),
    "people_rows": lazy("The list has more than %(most)s lines. Divide it."),
    "people_columns": lazy("The list has more than %(most)s columns. Take out what is not needed."),
    "people_cell": lazy("A cell of line %(line)s is far too long. Take out what does not belong there."),
    "people_empty": lazy("There is no line under the header. Choose the file with the list."),
    "people_gone": lazy("The file is not here any more. Choose it again."),
}


def fault(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong and what to do."""
    words = FAULTS.get(code)
    shown = {name: numbers.bare(value) if isinstance(value, int) else value for name, value in params.items()}
    return str(words) % shown if words else _("This cannot be brought in. Compare it with the template.")


def column(key: str) -> str:
    """The name of a column in the language of the page; empty for the whole line."""
    names = identity.import_columns.TITLES.get(key)
    if not names:
        return ""
    return names[0] if current() == "fa" or len(names) == 1 else names[1]
