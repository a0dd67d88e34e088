"""Loading packs into the database."""

from django.db import connection

from pishkhan.clearance import api as clearance
from pishkhan.organisation import api as organisation
from pishkhan.organisation.api import Origin
from pishkhan.servicedesk import api as servicedesk
from tests.factories import walks
from tests.factories.packs import PACKS, load


def test_loading_twice_changes_nothing(iums):
    assert clearance.load_pack(PACKS / "iums-nursing").changed == []
    assert clearance.load_people(iums.loaded) == 0


def test_both_universities_live_side_by_side(iums, shiraz):
    assert iums.person("981020304").full_name == "دانشجوی نمونه"
    assert shiraz.person("97204001").institution_id == shiraz.id


def _type(university, key):
    return servicedesk.RequestType.objects.get(institution_id=university.id, key=key)


def test_what_the_console_changed_is_not_overwritten_by_a_pack(iums):
    name = {"fa": "شارژ پیامک", "en": "SMS credit"}
    servicedesk.put_type(institution_id=iums.id, key="sms-panel-charge", name=name, origin=Origin.CONSOLE)
    loaded = clearance.load_pack(PACKS / "iums-nursing")
    assert (loaded.changed, loaded.kept) == ([], ["type sms-panel-charge kept: it was changed in the console"])
    assert _type(iums, "sms-panel-charge").name == name


def test_what_the_console_built_is_not_closed_by_a_pack(iums):
    like = _type(iums, "sms-panel-charge")
    for key, origin in (("built-here", Origin.CONSOLE), ("left-the-pack", Origin.PACK)):
        servicedesk.put_type(
            institution_id=iums.id, key=key, group=like.group, name=like.name, form_key=like.form_key,
            process_key=like.process_key, origin=origin,
        )  # fmt: skip
    changed = clearance.load_pack(PACKS / "iums-nursing").changed
    assert changed == ["type left-the-pack closed: the pack no longer has it"]
    assert (_type(iums, "built-here").is_open, _type(iums, "left-the-pack").is_open) == (True, False)


def test_calendar_changed_in_the_console_is_not_the_packs_any_more(iums):
    university = iums
    first = university.loaded.institution.holidays.order_by("day").first()
    organisation.remove_holiday(actor=university.actor("admin"), holiday_id=first.id)
    again = load("iums-nursing")
    assert "calendar" in again.loaded.kept
    assert not again.loaded.institution.holidays.filter(day=first.day).exists()


def test_calendar_a_pack_changes_has_deadlines_counted_anew(iums):
    university = iums
    walks.file(university, "981020304")
    jobs = "SELECT count(*) FROM procrastinate_jobs WHERE args->>'subscriber' = 'workflow.recount_deadlines'"
    university.loaded.institution.holidays.all().delete()
    load("iums-nursing")
    with connection.cursor() as cursor:
        cursor.execute(jobs)
        assert cursor.fetchone() == (1,)
