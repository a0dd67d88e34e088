"""Saved views of the inbox (G): names, columns, counts, for oneself or the office, and which one opens first."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pishkhan.organisation import api as organisation
from pishkhan.plumbing import kept
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Filter, filters
from pishkhan.servicedesk.models import SavedFilter
from tests.factories import walks


def test_view_is_saved_shown_and_counted(iums, at):
    walks.walk(iums, walks.file(iums, "981020304"), until="nutrition")
    desk = at(iums, "nutrition")
    desk.post(
        "/desk/views/save/", name="بی‌متولی", tab="free", type="clearance", order="created", col=["status", "faculty"]
    )
    row = SavedFilter.objects.get()
    assert (row.query["tab"], row.query["type"], row.columns) == ("free", "clearance", ["status", "faculty"])
    assert f"view={row.id}" in desk.html
    assert "بی‌متولی 1" in desk.text
    assert "Nursing" in desk.text
    assert "Deadline" not in desk.html.split("<thead>")[1].split("</thead>")[0]
    task = walks.task_at(servicedesk.Request.objects.get(), "nutrition")
    desk.act(task, "claim")
    desk.get("/desk/?tab=all")
    assert "بی‌متولی 0" in desk.text


def test_no_column_at_all_brings_the_usual_ones_and_says_so(iums, at):
    walks.walk(iums, walks.file(iums, "981020304"), until="nutrition")
    desk, said = at(iums, "nutrition"), "No column was chosen, so the usual ones are shown."
    desk.get("/desk/?tab=all&cols=1")
    assert said in desk.text
    assert "Deadline" in desk.html.split("<thead>")[1].split("</thead>")[0]
    for asked in ("tab=all", "tab=all&cols=1&col=status"):
        desk.get(f"/desk/?{asked}")
        assert said not in desk.text


def test_inbox_opens_with_the_view_that_was_chosen(iums, at):
    actor = iums.actor("nutrition")
    row = filters.save(actor=actor, name="دیرکردها", asked=Filter(tab="late"))
    desk = at(iums, "nutrition")
    desk.post(f"/desk/views/{row.id}/", do="first")
    desk.get("/desk/")
    assert 'value="late"' in desk.html
    desk.get("/desk/?tab=all")
    assert 'name="tab" value="all"' in desk.html
    desk.post(f"/desk/views/{row.id}/", do="last")
    desk.get("/desk/")
    assert 'name="tab" value="all"' in desk.html


def test_order_names_and_an_end(iums, at):
    actor = iums.actor("nutrition")
    one, two = (filters.save(actor=actor, name=name, asked=Filter()) for name in ("یک", "دو"))
    desk = at(iums, "nutrition")
    desk.post(f"/desk/views/{two.id}/", do="up")
    assert [each.name for each in filters.read(actor)] == ["دو", "یک"]
    desk.post(f"/desk/views/{one.id}/", do="rename", name="سه")
    desk.post(f"/desk/views/{two.id}/", do="rename", name="سه")
    assert "another view with this name" in desk.text
    desk.post(f"/desk/views/{two.id}/", do="delete")
    assert [each.name for each in filters.read(actor)] == ["سه"]


def test_lead_gives_a_view_to_the_office_and_colleagues_do_not_change_it(iums, at):
    office = organisation.unit_ids(iums.id)["education"]
    at(iums, "edu.lead").post("/desk/views/save/", name="گروهی", tab="all", share=str(office))
    row = SavedFilter.objects.get()
    assert [each.own for each in filters.read(iums.actor("edu.expert"))] == [False]
    assert filters.read(iums.actor("nutrition")) == []
    filters.save(actor=iums.actor("edu.expert"), name="خودم", asked=Filter())
    assert [each.name for each in filters.read(iums.actor("edu.expert"))] == ["خودم", "گروهی"]
    colleague = at(iums, "edu.expert")
    colleague.get("/desk/")
    assert "گروهی" in colleague.text
    assert colleague.post(f"/desk/views/{row.id}/", do="delete") == 404
    assert colleague.post("/desk/views/save/", name="من", tab="all", share=str(office)) == 404
    assert SavedFilter.objects.count() == 2


@pytest.mark.parametrize("name", ["", "   ", "آ" * 61])
def test_bad_names_are_refused(iums, at, name):
    desk = at(iums, "nutrition")
    desk.post("/desk/views/save/", name=name, tab="all")
    assert "Write a name of at most 60 characters." in desk.text
    assert not SavedFilter.objects.exists()


def test_twenty_and_no_more(iums, at):
    actor = iums.actor("nutrition")
    for n in range(filters.MOST):
        filters.save(actor=actor, name=str(n), asked=Filter())
    desk = at(iums, "nutrition")
    desk.post("/desk/views/save/", name="دیگر", tab="all")
    assert "There are 20 saved views already." in desk.text
    assert SavedFilter.objects.count() == filters.MOST


def test_views_are_for_staff_and_unknown_ones_are_left_out(iums, at):
    assert at(iums, "981020304").get("/desk/views/") == 404
    assert at(iums, "981020304").post("/desk/views/save/", name="من", tab="all") == 404
    desk = at(iums, "nutrition")
    assert desk.get(f"/desk/?view={uuid4()}&col=nothing") == 200
    assert desk.post(f"/desk/views/{uuid4()}/", do="delete") == 404


def test_counts_of_views_are_compiled_once_for_everybody(iums, at, monkeypatch):
    """Which views somebody keeps, and in which order, is no new shape of a query."""
    compiled = []
    one = kept._compiled
    monkeypatch.setattr(kept, "_compiled", lambda *given: compiled.append(given[0].__qualname__) or one(*given))
    views = [Filter(tab=tab, type_key=kind) for tab in ("all", "free", "late") for kind in ("", "clearance")]
    actor = iums.actor("nutrition")
    servicedesk.counts(actor, None, views)
    first = len(compiled)
    for other in (views[::-1], views[2:5], [*views, *views, *views]):
        assert len(servicedesk.counts(actor, None, other)[1]) == len(other)
    servicedesk.counts(iums.actor("it"), None, views[1:])
    assert first
    assert len(compiled) == first
