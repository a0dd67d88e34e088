from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0004_immutable")]
    operations = [
        migrations.AddField(model_name="articleversion", name="facts", field=models.JSONField(default=dict)),
    ]
