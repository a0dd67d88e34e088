"""Static files with their fingerprint in the name, those that modules import from each other too."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Static(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    support_js_module_import_aggregation = True


class StaticFiles(StaticFilesConfig):
    """Collects what pages load. htmx extensions and its next major version ship along and refer to absent files."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "ext", "*-4*"]
