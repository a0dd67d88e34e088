"""What visitors were shown once is never rewritten."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER article_version_immutable BEFORE UPDATE ON organisation_articleversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION pk_append_only();
"""
BACKWARD = """
DROP TRIGGER article_version_immutable ON organisation_articleversion;
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_articles"), ("plumbing", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
