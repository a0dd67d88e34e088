"""A certificate names the key that signed it; its sealed content was never written."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def name_keys(apps, schema_editor):
    """The key that was active when each was signed."""
    certificate, key = apps.get_model("clearance", "Certificate"), apps.get_model("clearance", "SigningKey")
    active = key.objects.filter(
        Q(retired_at=None) | Q(retired_at__gt=OuterRef("signed_at")),
        institution_id=OuterRef("institution_id"), created_at__lte=OuterRef("signed_at"),
    )
    signed = certificate.objects.exclude(signed_at=None).filter(key=None)
    signed.update(key=Subquery(active.order_by("created_at").values("id")[:1]))


class Migration(migrations.Migration):
    dependencies = [("clearance", "0002_immutable")]
    operations = [
        migrations.RemoveField("certificate", "content"),
        migrations.AddField(
            "certificate",
            "key",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clearance.signingkey"
            ),
        ),
        migrations.RunPython(name_keys, migrations.RunPython.noop),
    ]
