from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0003_factors"),
    ]

    operations = [
        migrations.AddField("directoryaccount", "checked_at", models.DateTimeField(null=True)),
        migrations.AddField("directoryaccount", "trouble", models.CharField(blank=True, default="", max_length=30), False),
        migrations.AddField("directoryaccount", "trouble_code", models.CharField(blank=True, default="", max_length=60), False),
        migrations.AddField("directoryaccount", "seen_stamp", models.BigIntegerField(null=True)),
        migrations.AddField("directoryaccount", "rev", models.PositiveIntegerField(default=0)),
    ]
