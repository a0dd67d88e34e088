"""Tables: lists have an order, and every table leads to its institution."""

from __future__ import annotations

from django.apps import apps

NEVER_LISTED = {"plumbing.IdempotencyKey", "plumbing.HandledEvent"}
"""Marks that are only looked up by key."""


def ours() -> dict[str, type]:
    return {model._meta.label: model for model in apps.get_models() if model.__module__.startswith("pishkhan.")}


def test_every_table_has_an_order():
    """A list without one comes back shuffled on the day PostgreSQL chooses another plan."""
    without = {label for label, model in ours().items() if not model._meta.ordering}
    assert without == NEVER_LISTED


NO_INSTITUTION = {
    "plumbing.AuditRoot", "plumbing.IdempotencyKey", "plumbing.HandledEvent", "organisation.Institution",
    "identity.LoginSession", "identity.Tries",
}  # fmt: skip
"""One sealed root covers all; marks hold ids of people or events only; a browser has a session before it is anybody's;
counts of tries bear only a blind index of whose."""


def test_every_table_leads_to_its_institution():
    """A column of its own, or one chain of foreign keys."""

    def leads(model, seen=()) -> bool:
        names = {field.name for field in model._meta.concrete_fields} | {f.attname for f in model._meta.concrete_fields}
        if "institution_id" in names:
            return True
        above = [f.remote_field.model for f in model._meta.concrete_fields if f.remote_field and not f.null]
        return any(leads(up, (*seen, model)) for up in above if up not in (*seen, model))

    assert {label for label, model in ours().items() if not leads(model)} == NO_INSTITUTION
