"""A published process never changes; cases are updated in place at every step."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER process_version_immutable BEFORE UPDATE ON workflow_processversion
    FOR EACH ROW EXECUTE FUNCTION pk_append_only();
ALTER TABLE workflow_case SET (fillfactor = 70);
ALTER TABLE workflow_task SET (fillfactor = 80);
"""
BACKWARD = """
DROP TRIGGER process_version_immutable ON workflow_processversion;
ALTER TABLE workflow_case RESET (fillfactor);
ALTER TABLE workflow_task RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial"), ("plumbing", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
