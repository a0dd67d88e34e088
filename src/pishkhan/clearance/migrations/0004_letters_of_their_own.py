"""Letter or certificate is written on the row; a letter that is issued again is one of its own."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def write_letters(apps, schema_editor):
    """What was issued until now is a letter where its type has one."""
    certificate, kinds = apps.get_model("clearance", "Certificate"), apps.get_model("servicedesk", "RequestType")
    for kind in kinds.objects.filter(rules__has_key="letter", certificate=False):
        certificate.objects.filter(request__type_id=kind.id).update(letter=kind.rules["letter"] or {})


class Migration(migrations.Migration):
    dependencies = [("clearance", "0003_certificate_names_its_key"), ("servicedesk", "0003_figures")]
    operations = [
        migrations.AddField("certificate", "letter", models.JSONField(default=dict)),
        migrations.AddField("certificate", "replaced_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "certificate",
            "request",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="certificates", to="servicedesk.request"
            ),
        ),
        migrations.AddConstraint(
            "certificate",
            models.UniqueConstraint(condition=Q(replaced_at=None), fields=("request",), name="certificate_one_stands"),
        ),
        migrations.RunPython(write_letters, migrations.RunPython.noop),
    ]
