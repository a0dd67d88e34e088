"""Static files with their fingerprint in the name, those that modules import from each other too."""

from __future__ import annotations

from functools import lru_cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Static(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    support_js_module_import_aggregation = True

    @lru_cache(maxsize=512)  # noqa: B019 - there is one storage, as long as the process lives
    def url(self, name: str, force: bool = False) -> str:
        """The address of a file; the manifest is fixed once the process runs."""
        return str(super().url(name, force))
