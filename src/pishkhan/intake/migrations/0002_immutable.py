"""A published form never changes."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER form_version_immutable BEFORE UPDATE ON intake_formversion
    FOR EACH ROW EXECUTE FUNCTION pk_append_only();
"""
BACKWARD = """
DROP TRIGGER form_version_immutable ON intake_formversion;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("plumbing", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
