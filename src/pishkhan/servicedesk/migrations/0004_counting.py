"""What the figures of a day are counted from is found by its day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0003_figures")]
    operations = [
        migrations.AddIndex("return", models.Index(fields=["created_at"], name="return_made")),
        migrations.AddIndex(
            "survey",
            models.Index(condition=models.Q(("answered_at__isnull", False)), fields=["answered_at"],
                         name="survey_answered"),
        ),
    ]  # fmt: skip
