"""Loading packs into the database."""

from pishkhan.clearance import api as clearance
from tests.factories.packs import PACKS


def test_loading_twice_changes_nothing(iums):
    assert clearance.load_pack(PACKS / "iums-nursing").changed == []
    assert clearance.load_people(iums.loaded) == 0


def test_both_universities_live_side_by_side(iums, shiraz):
    assert iums.person("981020304").full_name == "دانشجوی نمونه"
    assert shiraz.person("97204001").institution_id == shiraz.id
