"""The table of the shared cache: counters of failed logins, common to all processes."""

from django.db import migrations

FORWARD = """
CREATE TABLE plumbing_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX plumbing_cache_expires ON plumbing_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0003_idempotency_per_verb")]
    operations = [migrations.RunSQL(FORWARD, "DROP TABLE plumbing_cache")]
