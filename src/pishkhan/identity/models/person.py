"""A person, and everything they may call themselves."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from pishkhan.identity.enums import IdentifierKind
from pishkhan.plumbing.fields import SealedTextField
from pishkhan.plumbing.models import Root, SortedText
from pishkhan.plumbing.texts import pick


class Person(AbstractBaseUser, Root):
    """One human of one institution. `username` is a random handle that nobody types, `subject` the name under which
    other systems know them. `directory_name` is set when the account lives in the university's directory, and
    `password_stamp` is the directory's mark of the last password we know of. `origins`: field → source of its value."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.PROTECT, related_name="people")
    username = models.CharField(max_length=40, unique=True)
    full_name = models.CharField(max_length=150)
    full_name_en = models.CharField(max_length=150, blank=True)
    sort_key = SortedText()
    name_words = ArrayField(models.CharField(max_length=60), default=list)
    father_name = models.CharField(max_length=100, blank=True)
    birth_date = models.DateField(null=True)
    birth_certificate = SealedTextField(blank=True)
    address = SealedTextField(blank=True)
    facts = models.JSONField(default=dict)
    language = models.CharField(max_length=2, blank=True)
    is_active = models.BooleanField(default=True)
    credential_epoch = models.PositiveIntegerField(default=0)
    subject = models.UUIDField(default=uuid4, unique=True, editable=False)
    directory_name = models.CharField(max_length=20, blank=True)
    password_stamp = models.BigIntegerField(null=True)
    origins = models.JSONField(default=dict)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager()

    class Meta:
        indexes = [GinIndex(fields=["name_words"], name="person_name_words")]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "directory_name"], condition=~models.Q(directory_name=""),
                name="person_directory_name_once",
            )
        ]  # fmt: skip
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.username

    @property
    def shown_name(self) -> str:
        """The full name in the language of the page, as far as it is known."""
        return pick({"fa": self.full_name, "en": self.full_name_en})

    def check_password(self, raw_password: str | None) -> bool:
        """Raises DomainError directory_down."""
        from pishkhan.identity.domain import credentials  # they need this model

        return bool(raw_password) and credentials.matches(self, raw_password or "")

    def has_usable_password(self) -> bool:
        """Whether there is a password, here or in the directory."""
        from pishkhan.identity.domain import credentials  # they need this model

        return credentials.is_set(self)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A reset ends every session, also where the password itself lives in a directory."""
        base: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return f"{base}.{self.credential_epoch}"


class Identifier(models.Model):
    """One way to name a person, unique in the institution per kind. The value is sealed; the index finds it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    institution = models.ForeignKey("organisation.Institution", on_delete=models.PROTECT)
    kind = models.CharField(max_length=20, choices=IdentifierKind.choices)
    value = SealedTextField()
    index = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind", "index"], name="identifier_once")
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"
