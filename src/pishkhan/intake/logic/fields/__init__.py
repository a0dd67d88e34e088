"""The families of fields, by type."""

from __future__ import annotations

from collections.abc import Mapping

from pishkhan.intake.logic.fields import attachments, choices, codes, dates, numbers, phones, texts
from pishkhan.intake.logic.fields.family import Family
from pishkhan.intake.logic.form import FieldType

FAMILIES: Mapping[FieldType, Family] = {
    FieldType.TEXTFIELD: texts.TEXTFIELD,
    FieldType.TEXTAREA: texts.TEXTAREA,
    FieldType.ADDRESS: texts.ADDRESS,
    FieldType.NUMBER: numbers.NUMBER,
    FieldType.RIALS: numbers.RIALS,
    FieldType.SELECT: choices.ONE,
    FieldType.RADIO: choices.ONE,
    FieldType.CHECKLIST: choices.SEVERAL,
    FieldType.CHECKBOX: choices.TICK,
    FieldType.JALALI_DATE: dates.JALALI_DATE,
    FieldType.MOBILE: phones.MOBILE,
    FieldType.LANDLINE: phones.LANDLINE,
    FieldType.NATIONAL_ID: codes.NATIONAL_ID,
    FieldType.POSTAL_CODE: codes.POSTAL_CODE,
    FieldType.FILEPICKER: attachments.FILEPICKER,
}
