"""Undefined template variables, told instead of drawn as nothing."""

from __future__ import annotations

import pytest
from django.template.base import FilterExpression, Origin, Variable, VariableDoesNotExist

OPTIONAL = {"default", "default_if_none"}
"""Filters by which a template says that a variable may be missing; `{% if %}` and `{% firstof %}` say so too."""


@pytest.fixture
def undefined(monkeypatch) -> set[str]:
    """Fills up with `template: variable` while pages are drawn."""
    found: set[str] = set()
    resolve = FilterExpression.resolve

    def told(self, context, ignore_failures=False):
        optional = ignore_failures or any(filter_.__name__ in OPTIONAL for filter_, _ in self.filters)
        if isinstance(self.var, Variable) and not optional:
            try:
                self.var.resolve(context)
            except VariableDoesNotExist:
                origin = getattr(context.template, "origin", None)
                name = origin.template_name if isinstance(origin, Origin) else "?"
                found.add(f"{name}: {self.token}")
        return resolve(self, context, ignore_failures)

    monkeypatch.setattr(FilterExpression, "resolve", told)
    return found
