"""A service as a zip: it goes out as pack data and comes back as a draft; hostile ones are refused whole (issue 6)."""

from __future__ import annotations

import io
import json
import shutil
import stat
import zipfile

import pytest

from pishkhan.clearance.pack.reader import read_pack
from pishkhan.intake.logic import building as forms
from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import building
from pishkhan.servicedesk.models import ServiceDraft
from tests.factories.packs import PACKS
from tests.servicedesk.test_building import admin, step, two, whole  # noqa: F401


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        return {name: parcel.read(name) for name in parcel.namelist()}


def zipped(files, *, infos=()) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in files.items():
            parcel.writestr(name, content)
        for info, content in infos:
            parcel.writestr(info, content)
    return made.getvalue()


@pytest.fixture
def parcel(whole):  # noqa: F811
    return building.pack_draft(whole, None)


def codes(actor, content) -> set[tuple[str, str]]:
    """The faults of a refused zip; nothing was brought in."""
    before = ServiceDraft.objects.count()
    with pytest.raises(building.ParcelRefused) as caught:
        building.bring_in(actor=actor, content=content)
    assert ServiceDraft.objects.count() == before
    return {(fault.code, fault.file) for fault in caught.value.faults}


def changed(parcel, file, change) -> bytes:
    files = unzipped(parcel)
    value = json.loads(files[file])
    change(value)
    return zipped({**files, file: json.dumps(value)})


def test_export_holds_what_a_pack_holds(parcel):
    assert sorted(unzipped(parcel)) == [
        "catalogue.json", "forms/sample-certificate.json", "options.json", "processes/sample-certificate.bpmn",
    ]  # fmt: skip


def test_export_drops_into_a_pack(tmp_path, parcel):
    """A pack's author puts the files beside their own; the pack is then read without a fault."""
    folder = tmp_path / "iums-nursing"
    shutil.copytree(PACKS / "iums-nursing", folder)
    files = unzipped(parcel)
    for name, content in files.items():
        if "/" in name:
            (folder / name).write_bytes(content)
    for name, keys in (("catalogue.json", ("processes", "groups")), ("options.json", ())):
        ours, theirs = json.loads((folder / name).read_text()), json.loads(files[name])
        for key in keys:
            ours[key] += theirs[key]
        (folder / name).write_text(json.dumps(ours if keys else {**ours, **theirs}, ensure_ascii=False))
    pack = read_pack(folder)
    assert "sample-certificate" in {kind.key for group in pack.groups for kind in group.types}


def test_comes_back_as_the_same_draft(admin, whole, parcel):  # noqa: F811
    steps = [step("one", "it", form=forms.add_field(forms.blank("x", "ا", "x"), {}, "textfield", two("Note"))[0])]
    building.keep(actor=admin, draft_id=whole.id, rev=1, parts={"steps": steps})
    whole.refresh_from_db()
    parcel = building.pack_draft(whole, None)
    building.discard(actor=admin, draft_id=whole.id)
    again = building.bring_in(actor=admin, content=parcel)
    assert again.key == whole.key
    assert again.content["type"] == {**whole.content["type"], "purpose": whole.content["type"]["name"]}
    assert again.content["form"] == whole.content["form"]
    assert [(each["key"], each["office"], each["deadline"]) for each in again.content["steps"]] == [("one", "it", 8)]
    assert building.check(again) == []
    assert building.publish(actor=admin, draft_id=again.id, rev=0).key == "sample-certificate"


def test_service_of_one_university_comes_to_another(shiraz, admin, whole):  # noqa: F811
    """Offices that are not there are told before it is published."""
    kind = building.publish(actor=admin, draft_id=whole.id, rev=1)
    brought = building.bring_in(actor=shiraz.actor("admin"), content=building.pack_type(kind))
    assert (brought.institution_id, brought.key) == (shiraz.id, kind.key)
    assert [each["office"] for each in brought.content["steps"]] == ["it", "@faculty"]
    brought.content["steps"][0]["office"] = "nowhere"
    assert [fault.code for fault in building.check(brought)] == ["service_step_office"]


def test_branching_process_is_not_taken(shiraz, iums):
    kind = servicedesk.request_type(iums.id, "clearance")
    parcel = building.pack_type(kind)
    name = json.loads(unzipped(parcel)["catalogue.json"])
    assert name["processes"][0]["key"] == "nursing-clearance"

    def rename(catalogue):
        catalogue["groups"][0]["types"][0]["key"] = "other"

    assert codes(shiraz.actor("admin"), changed(parcel, "catalogue.json", rename)) == {("parcel_drawing", "")}


def test_a_service_that_is_here_gets_a_draft_of_its_change(iums, admin):  # noqa: F811
    kind = servicedesk.request_type(iums.id, "clearance")
    brought = building.bring_in(actor=admin, content=building.pack_type(kind))
    assert (brought.key, brought.content["steps"]) == ("clearance", None)
    with pytest.raises(DomainError) as caught:
        building.bring_in(actor=admin, content=building.pack_type(kind))
    assert caught.value.code == "service_draft_open"


WAYS_OUT = [
    "../catalogue.json", "/etc/passwd", "forms/../x.json", "forms\\x.json", "run.py", "forms/a/b.json", "FORMS/x.json",
]  # fmt: skip
NO_JSON = ["[]", "{", '{"a": 1, "a": 2}', "[" * 5_000, '{"a": NaN}', b"\xed\xb3\xbf"]
SCRIPT = b'<bpmn:scriptTask id="s"><bpmn:script>x</bpmn:script></bpmn:scriptTask>'


@pytest.mark.parametrize("name", WAYS_OUT)
def test_other_names_and_ways_out_are_refused(admin, parcel, name):  # noqa: F811
    assert "parcel_name" in {code for code, _ in codes(admin, zipped({**unzipped(parcel), name: "x"}))}


def test_links_and_files_named_twice_are_refused(admin, parcel):  # noqa: F811
    link = zipfile.ZipInfo("forms/link.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert codes(admin, zipped(unzipped(parcel), infos=[(link, "/etc/passwd")])) == {("parcel_name", "forms/link.json")}
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped(unzipped(parcel), infos=[(zipfile.ZipInfo("options.json"), "{}")])
    assert codes(admin, twice) == {("parcel_twice", "options.json")}


def test_bombs_are_refused_unopened(admin, parcel):  # noqa: F811
    files = unzipped(parcel)
    assert ("parcel_bomb", "options.json") in codes(admin, zipped({**files, "options.json": "0" * 900_000}))
    assert ("parcel_bomb", "options.json") in codes(admin, zipped({**files, "options.json": " " * 30_000_000}))
    many = {f"forms/f{n}.json": "{}" for n in range(80)}
    assert codes(admin, zipped({**files, **many})) == {("parcel_many", "")}


def test_a_header_that_lies_about_the_size_does_not_help(admin, parcel):  # noqa: F811
    content = bytearray(zipped({**unzipped(parcel), "options.json": " " * 30_000_000}))
    real = (30_000_000).to_bytes(4, "little")
    while (at := content.find(real)) >= 0:
        content[at : at + 4] = (50).to_bytes(4, "little")
    assert {code for code, _ in codes(admin, bytes(content))} <= {"parcel_broken", "parcel_bomb", "parcel_json"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_zip_is_refused(admin, content):  # noqa: F811
    assert codes(admin, content) <= {("parcel_broken", ""), ("parcel_missing", "catalogue.json")}


def test_damaged_zip_is_refused_wherever_it_is_damaged(admin, parcel):  # noqa: F811
    for at in range(0, len(parcel), max(1, len(parcel) // 60)):
        broken = bytearray(parcel)
        broken[at] ^= 0xFF
        try:
            found = building.bring_in(actor=admin, content=bytes(broken))
        except DomainError:
            continue
        building.discard(actor=admin, draft_id=found.id)


@pytest.mark.parametrize("text", NO_JSON)
def test_broken_json_is_refused(admin, parcel, text):  # noqa: F811
    assert codes(admin, zipped({**unzipped(parcel), "catalogue.json": text})) >= {("parcel_json", "catalogue.json")}


def test_every_fault_of_a_form_is_told(admin, parcel):  # noqa: F811
    def spoil(schema):
        schema["components"][0]["type"] = "iframe"
        schema["components"][1]["properties"]["show"] = {"field": "nobody", "is": "x"}
        schema["components"].append({"type": "textfield", "key": "no english", "label": "نام"})

    found = codes(admin, changed(parcel, "forms/sample-certificate.json", spoil))
    assert {code for code, _ in found} >= {"build.type_unknown", "build.key_bad", "build.english_missing"}


def test_circle_and_too_many_fields_are_told(admin, parcel):  # noqa: F811
    def turn(schema):
        schema["components"][0]["properties"]["show"] = {"field": "address", "filled": True}

    def grow(schema):
        like = {"type": "textfield", "label": "نام", "properties": {"label.en": "Name"}}
        schema["components"] += [{**like, "key": f"f{n}"} for n in range(199)]

    file = "forms/sample-certificate.json"
    assert codes(admin, changed(parcel, file, turn)) == {("build.rule_circle", file)}
    assert codes(admin, changed(parcel, file, grow)) == {("build.fields_count", file)}


def test_strange_catalogue_is_told(admin, parcel):  # noqa: F811
    def spoil(catalogue):
        kind = catalogue["groups"][0]["types"][0]
        kind["name"] = "نام"
        kind["key"] = "../x"
        kind["documents"] = [{"label": {"fa": 1}}] * 99
        kind["guides"] = 5

    found = {code for code, _ in codes(admin, changed(parcel, "catalogue.json", spoil))}
    assert found >= {"parcel_words", "parcel_key", "parcel_list"}


def test_two_services_in_one_file_are_refused(admin, parcel):  # noqa: F811
    def double(catalogue):
        catalogue["groups"][0]["types"] *= 2

    assert ("parcel_types", "catalogue.json") in codes(admin, changed(parcel, "catalogue.json", double))


def test_code_in_a_diagram_is_refused(admin, parcel):  # noqa: F811
    files = unzipped(parcel)
    file = "processes/sample-certificate.bpmn"
    files[file] = files[file].replace(b"<bpmn:endEvent", SCRIPT + b"<bpmn:endEvent")
    assert ("parcel_diagram", file) in codes(admin, zipped(files))
