"""What a list may call the subjects of its office."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from pishkhan.kernel.errors import Invalid
from pishkhan.kernel.text import search_key
from pishkhan.payments.models import Subject


def _folded(word: str) -> str:
    return "".join(char for char in search_key(word) if char.isalnum())


@dataclass(frozen=True, slots=True)
class Subjects:
    """Subjects of the office by key and title, and the words that mean another office's."""

    ours: dict[str, list[Subject]]
    others: frozenset[str]

    def named(self, typed: str) -> Subject:
        """Raises Invalid subject_other_office, subject_unknown, subject_two, subject_closed."""
        word = _folded(typed)
        found = self.ours.get(word, [])
        if not found:
            raise Invalid("subject_other_office" if word in self.others else "subject_unknown")
        if len(found) > 1:
            raise Invalid("subject_two")
        if not found[0].is_open:
            raise Invalid("subject_closed")
        return found[0]


def subjects_of(institution_id: UUID, office_id: UUID) -> Subjects:
    """Read anew for every list: subjects change."""
    ours: dict[str, list[Subject]] = defaultdict(list)
    others = set()
    for subject in Subject.objects.filter(institution_id=institution_id).prefetch_related("shares"):
        for word in {_folded(subject.key), *(_folded(title) for title in subject.title.values())}:
            if subject.office_id == office_id:
                ours[word].append(subject)
            else:
                others.add(word)
    return Subjects(dict(ours), frozenset(others))
