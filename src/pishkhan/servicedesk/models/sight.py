"""What is found and what is counted: texts for search, figures by day."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from pishkhan.servicedesk.models.request import Request


class SearchText(models.Model):
    """One text of a request and its folded words. Sensitive answers never come here.

    `source` is what it is (request, answers, comment), `visibility` and `office_id` who may be shown it, as of a
    comment. `words` also carries a word for the institution, so that one index serves all.
    """

    institution_id = models.UUIDField()
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=10)
    source_id = models.UUIDField()
    visibility = models.CharField(max_length=10)
    office_id = models.UUIDField(null=True)
    body = models.TextField()
    words = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="search_text_once")]
        indexes = [GinIndex(fields=["words"], name="search_words")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.source} of {self.request_id}"


class DayFigures(models.Model):
    """What one day brought to a service, an office or a faculty. Null: not told apart (requests have no office).

    Times are working seconds. Counted by a job, today's anew every few minutes; a figure is never edited.
    """

    institution_id = models.UUIDField()
    day = models.DateField()
    type_id = models.UUIDField(null=True)
    faculty_id = models.UUIDField(null=True)
    office_id = models.UUIDField(null=True)
    filed = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    sent_back = models.PositiveIntegerField(default=0)
    tasks_done = models.PositiveIntegerField(default=0)
    tasks_late = models.PositiveIntegerField(default=0)
    spent_s = models.PositiveBigIntegerField(default=0)
    first_answers = models.PositiveIntegerField(default=0)
    first_answer_s = models.PositiveBigIntegerField(default=0)
    scores = models.PositiveIntegerField(default=0)
    score_sum = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution_id", "day", "type_id", "faculty_id", "office_id"], name="day_figures_once",
                nulls_distinct=False,
            )
        ]  # fmt: skip
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"figures of {self.day}"
