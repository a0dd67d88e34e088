"""What visitors wrote, and what a list to take away was asked for, lies sealed."""

from django.db import migrations, models

from pishkhan.plumbing import sealing
from pishkhan.plumbing.fields import SealedJSONField, SealedTextField

COLUMNS = {"servicedesk_enquiry": ("name", "body", "answer"), "servicedesk_export": ("query",)}


def seal(apps, schema_editor):
    _each(schema_editor, sealing.seal)


def unseal(apps, schema_editor):
    _each(schema_editor, sealing.unseal)


def _each(schema_editor, turned):
    with schema_editor.connection.cursor() as cursor:
        for table, columns in COLUMNS.items():
            for column in columns:
                cursor.execute(f"SELECT id, {column} FROM {table} WHERE {column} <> ''")  # noqa: S608 - our own words
                rows = [(turned(value), key) for key, value in cursor.fetchall()]
                if rows:
                    cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE id = %s", rows)  # noqa: S608


def _of(name, condition):
    return migrations.AddIndex("enquiry", models.Index(fields=["institution", "-id"], name=name, condition=condition))


class Migration(migrations.Migration):
    dependencies = [("servicedesk", "0004_counting")]
    operations = [
        migrations.RemoveIndex("enquiry", "enquiries"),
        migrations.AlterField("enquiry", "answer", SealedTextField(blank=True)),
        migrations.AlterField("enquiry", "body", SealedTextField()),
        migrations.AlterField("enquiry", "name", SealedTextField()),
        migrations.AlterField("export", "query", SealedJSONField(default=dict)),
        migrations.RunPython(seal, unseal),
        _of("enquiries_waiting", models.Q(("answered_at", None))),
        _of("enquiries_answered", models.Q(("answered_at__isnull", False))),
    ]
