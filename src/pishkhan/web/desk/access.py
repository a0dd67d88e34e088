"""Who may stand before the pages of the desk."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required

signed_in = login_required(redirect_field_name="destination")
"""Strangers log in first and come back to the page they asked for (A17); what they may see there, the tasks decide."""
