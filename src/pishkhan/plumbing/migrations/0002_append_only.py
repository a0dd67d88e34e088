"""Rows that history rests on can be added, never changed or taken away, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION pk_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON plumbing_auditentry
    FOR EACH ROW EXECUTE FUNCTION pk_append_only();
CREATE TRIGGER audit_root_append_only BEFORE UPDATE OR DELETE ON plumbing_auditroot
    FOR EACH ROW EXECUTE FUNCTION pk_append_only();
"""
BACKWARD = """
DROP TRIGGER audit_append_only ON plumbing_auditentry;
DROP TRIGGER audit_root_append_only ON plumbing_auditroot;
DROP FUNCTION pk_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
