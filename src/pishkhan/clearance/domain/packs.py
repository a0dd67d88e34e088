"""Loading an institution pack: read and checked whole, then written in one transaction.

Loading twice changes nothing; a changed pack becomes new versions of its forms and processes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db import transaction

from pishkhan.clearance.domain import fronts, paying, signing_keys
from pishkhan.clearance.pack.contents import Pack, PackType, Unit
from pishkhan.clearance.pack.reader import read_pack
from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.kernel import jalali
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor, system
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OF_STUDIES = ("faculties", "fields", "degrees", "statuses", "admission_types")
"""Lists whose words stand in lists of students that are brought in."""


@dataclass
class Loaded:
    """What loading changed, in words of the pack: `form clearance-request v2` and the like."""

    institution: organisation.Institution
    pack: Pack
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """What the console made and the pack therefore did not touch."""

    def note(self, changed: bool, what: str) -> None:
        if changed:
            self.changed.append(what)


def load_pack(path: Path) -> Loaded:
    """Raises PackRefused with file and line of every fault; then nothing was written."""
    pack = read_pack(path)
    with transaction.atomic():
        loaded = _institution(pack)
        units = _units(loaded)
        _calendar(loaded)
        _front(loaded)
        _forms(loaded)
        _registration(loaded)
        if pack.payments:
            for what in paying.put_payments(loaded.institution.id, pack.payments, units):
                loaded.note(True, what)
        actor = system(loaded.institution.id)
        versions = _processes(loaded, actor, units)
        _catalogue(loaded, versions)
        signing_keys.active_key(loaded.institution.id)
    caches["local"].clear()  # names and numbers of the old pack must not outlive it in this process
    return loaded


def _institution(pack: Pack) -> Loaded:
    about = pack.about
    place, phone = about["institution"], about["phone"]
    letterhead = about.get("certificate", {}).get("letterhead", {})
    extensions = phone.get("extensions") or {}
    institution, changed = organisation.put_institution(
        slug=place["slug"], name=place["name"], letterhead=letterhead, phone=phone["number"],
        extensions=f"{extensions['from']}-{extensions['to']}" if extensions else "",
        hours=about.get("office_hours", {}), login_label=about.get("login", {}).get("username_label", {}),
        texts={
            **fronts.left_over(pack.texts), "login": about.get("login", {}),
            "certificate": about.get("certificate", {}), "home": about.get("home", "requests"),
            "lists": {name: dict(pack.names_of(name)) for name in OF_STUDIES if name in pack.options},
        },
    )  # fmt: skip
    loaded = Loaded(institution, pack)
    loaded.note(changed, f"institution {institution.slug}")
    for host in place["hosts"]:
        loaded.note(organisation.put_domain(institution=institution, host=host), f"host {host}")
    if chosen := about.get("accounts"):
        changed = identity.begin_rules(institution_id=institution.id, **chosen)
        loaded.note(changed, "rules of accounts")
    return loaded


def _units(loaded: Loaded) -> dict[str, UUID]:
    """Parents stand before their children in a pack."""
    ids: dict[str, UUID] = {}
    unit: Unit
    for unit in loaded.pack.units:
        row, changed = organisation.put_unit(
            institution=loaded.institution, key=unit.key, kind=unit.kind, name=dict(unit.name),
            parent_id=ids.get(unit.parent or ""),
        )  # fmt: skip
        ids[unit.key] = row.id
        loaded.note(changed, f"unit {unit.key}")
    return ids


def _calendar(loaded: Loaded) -> None:
    """Hours and closed days; once they were changed in the console, they are the console's."""
    calendar, before = loaded.pack.about.get("calendar", {}), len(loaded.changed)
    if organisation.calendar_changed_here(loaded.institution.id):
        loaded.kept.append("calendar")
        return
    hours = [
        (
            WEEKDAYS.index(weekday), time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]),
            jalali.parse_date(row["since"]), jalali.parse_date(row["until"]) if row.get("until") else None,
        )
        for row in calendar.get("hours", [])
        for weekday in row["weekdays"]
    ]  # fmt: skip
    loaded.note(organisation.set_work_hours(institution=loaded.institution, hours=hours), "office hours")
    for row in calendar.get("holidays", []):
        changed = organisation.put_holiday(
            institution=loaded.institution, day=jalali.parse_date(row["day"]), name=row["name"],
            confirmed=row.get("confirmed", True),
            closes=time.fromisoformat(row["closes"]) if row.get("closes") else None,
        )  # fmt: skip
        loaded.note(changed, f"holiday {row['day']}")
    if len(loaded.changed) > before and workflow.open_counts(loaded.institution.id):
        organisation.tell_calendar_changed(loaded.institution.id)


def _front(loaded: Loaded) -> None:
    for put, what in fronts.put_front(loaded.institution.id, loaded.pack.texts):
        (loaded.kept if put is organisation.Put.KEPT else loaded.changed).append(what)


def _forms(loaded: Loaded) -> None:
    for key, form in loaded.pack.forms.items():
        version, changed = intake.publish_form(
            institution_id=loaded.institution.id, key=key, schema=form.schema, options=_used(loaded.pack, form.schema)
        )
        loaded.note(changed, f"form {key} v{version.number}")


def _registration(loaded: Loaded) -> None:
    profiles, place = loaded.pack.registration, loaded.institution.id
    for position, profile in enumerate(profiles):
        changed = identity.put_registration_profile(
            institution_id=place, key=profile.key, position=position, definition=profile.definition
        )
        loaded.note(changed, f"registration {profile.key}")
    keys = [profile.key for profile in profiles]
    for key in identity.close_other_registration_profiles(institution_id=place, keys=keys):
        loaded.note(True, f"registration {key} closed: the pack no longer has it")


def _used(pack: Pack, schema: Any) -> dict[str, Any]:
    """Only the option lists a form names: a change of another list is no new version of this form."""
    named: set[str] = set()

    def walk(components: list[Any]) -> None:
        for component in components:
            if name := component.get("properties", {}).get("options"):
                named.add(name)
            walk(component.get("components", []))

    walk(schema["components"])
    return {name: list(pack.options[name]) for name in sorted(named)}


def _processes(loaded: Loaded, actor: Actor, units: dict[str, UUID]) -> dict[tuple[str, int], UUID]:
    ids: dict[tuple[str, int], UUID] = {}
    for key, process in loaded.pack.processes.items():
        settings = {"start": dict(process.start), "sees": {k: list(v) for k, v in process.sees.items()}}
        for version in process.versions:
            root = version.graph.processes[version.graph.root]
            row, changed = workflow.publish_process(
                actor=actor, title={"fa": root.name, "en": root.attrs.get("nameEn") or root.name},
                bpmn_text=version.xml.decode(), dmn_texts=[text.decode() for text in version.dmn],
                offices=units, forms=loaded.pack.forms, settings=settings,
            )  # fmt: skip
            ids[key, version.number] = row.id
            loaded.note(changed, f"process {key} v{row.number}")
    return ids


def _catalogue(loaded: Loaded, versions: dict[tuple[str, int], UUID]) -> None:
    """A type that the console built or changed is left as it is, and told."""
    position, place_id = 0, loaded.institution.id
    offered = [kind.key for group in loaded.pack.groups for kind in group.types]
    own = servicedesk.built_here(institution_id=place_id, keys=offered)
    loaded.kept += [f"type {key} kept: it was changed in the console" for key in offered if key in own]
    for place, group in enumerate(loaded.pack.groups):
        row, changed = servicedesk.put_group(
            institution_id=place_id, key=group.key, name=dict(group.name),
            summary=dict(group.summary), position=place,
        )  # fmt: skip
        loaded.note(changed, f"group {group.key}")
        for kind in group.types:
            position += 1
            if kind.key not in own:
                loaded.note(_type(loaded, row, kind, versions, position), f"type {kind.key}")
    for key in servicedesk.close_other_types(institution_id=place_id, keys=offered):
        loaded.note(True, f"type {key} closed: the pack no longer has it")


def _type(
    loaded: Loaded, group: servicedesk.RequestGroup, kind: PackType, versions: dict[tuple[str, int], UUID],
    position: int,
) -> bool:  # fmt: skip
    pinned = versions.get((kind.process, kind.version)) if kind.version else None
    _, changed = servicedesk.put_type(
        institution_id=loaded.institution.id, key=kind.key, group=group, name=dict(kind.name),
        summary=dict(kind.summary), form_key=kind.form, process_key=kind.process, process_version_id=pinned,
        open_slot=kind.open_slot, certificate=kind.certificate, rules=dict(kind.rules), position=position,
        is_open=True, opens_at=kind.opens_at, closes_at=kind.closes_at,
    )  # fmt: skip
    return changed
