"""What was recorded of a debt stays recorded."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER due_entry_append_only BEFORE UPDATE OR DELETE ON payments_dueentry
    FOR EACH ROW EXECUTE FUNCTION pk_append_only();
"""
BACKWARD = """
DROP TRIGGER due_entry_append_only ON payments_dueentry;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("plumbing", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
