"""A letter number never changes (B21)."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER letter_immutable BEFORE UPDATE OR DELETE ON clearance_letter
    FOR EACH ROW EXECUTE FUNCTION pk_append_only();
"""
BACKWARD = """
DROP TRIGGER letter_immutable ON clearance_letter;
"""


class Migration(migrations.Migration):
    dependencies = [("clearance", "0001_initial"), ("plumbing", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
