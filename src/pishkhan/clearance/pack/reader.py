"""Reading a pack: everything is checked before anything is written, and every fault has its file and line."""

from __future__ import annotations

from pathlib import Path

from pishkhan.clearance.pack.asking import read_forms, read_option_lists
from pishkhan.clearance.pack.contents import Pack
from pishkhan.clearance.pack.desk import Around as Catalogue
from pishkhan.clearance.pack.desk import read_groups
from pishkhan.clearance.pack.flows import Known, read_decisions, read_processes
from pishkhan.clearance.pack.folder import MAY, Folder
from pishkhan.clearance.pack.payments import read_payments
from pishkhan.clearance.pack.people import read_people
from pishkhan.clearance.pack.places import read_about, read_units
from pishkhan.clearance.pack.portal import notice_keys, read_texts
from pishkhan.clearance.pack.problems import PackProblem, PackRefused
from pishkhan.clearance.pack.registration import Around, read_registration

__all__ = ["Pack", "PackProblem", "PackRefused", "read_pack"]


def read_pack(path: Path) -> Pack:
    """Read a pack's folder. Raises PackRefused with every fault found."""
    folder = Folder(path)
    tops = {file: folder.json(file) for file in MAY}
    about, units_top, options_top = tops["pack.json"], tops["units.json"], tops["options.json"]
    catalogue, texts_top, people_top = tops["catalogue.json"], tops["texts.json"], tops["people.json"]
    if not (about and units_top and options_top and catalogue and texts_top):
        raise PackRefused(folder.problems)
    units = read_units(units_top)
    options = read_option_lists(options_top, units)
    forms = read_forms(folder, options)
    decisions, files = read_decisions(folder)
    processes = read_processes(folder, catalogue, Known(units, forms, decisions, files))
    groups = read_groups(catalogue, Catalogue(units, forms, processes, options))
    texts = read_texts(texts_top, {kind.key for group in groups for kind in group.types})
    registering, around = tops["registration.json"], Around(units, forms, options, notice_keys(texts))
    people = read_people(people_top, units, options) if people_top else None
    paying = tops["payments.json"]
    pack = Pack(
        folder=path,
        key=about.value.get("key", ""),
        about=read_about(about),
        units=units,
        options=options,
        forms=forms,
        decisions=decisions,
        processes=processes,
        groups=groups,
        texts=texts,
        people=people,
        registration=read_registration(registering, around) if registering else (),
        payments=read_payments(paying, units, people) if paying else None,
    )
    if folder.problems:
        raise PackRefused(folder.problems)
    return pack
