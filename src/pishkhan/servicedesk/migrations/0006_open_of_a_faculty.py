"""Open requests of one faculty are counted from the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0005_sealed")]
    operations = [
        migrations.RemoveIndex("request", "request_open"),
        migrations.AddIndex(
            "request",
            models.Index(
                condition=models.Q(("closed_at", None)), fields=["institution", "created_at"],
                include=("type", "customer_status", "enrolment"), name="request_open",
            ),
        ),
    ]  # fmt: skip
