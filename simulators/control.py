"""Steering a simulator from another process: `GET` and `POST` of JSON at `/_control`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulators.book import Fault
from simulators.wire import Reply, Request, Wrong, only

if TYPE_CHECKING:
    from simulators.base import Simulator

PATH = "/_control"
_PLAIN = ("credit", "key", "webhook", "duplicate_receipts", "by_suffix")


def answer(simulator: Simulator, request: Request) -> Reply:
    """GET: the counts and the messages taken. POST, all optional: `faults` (a list, queued) and `standing` (one, or
    null), each the fields of `Fault`; `fates` (id → fate), `templates` (all of them, name → fields),
    `refused_numbers`, `push` (ids, or "all"), `clear` (no faults any more), and `credit`, `key`, `webhook`,
    `duplicate_receipts`, `by_suffix` as the simulator has them.
    """
    if request.method != "POST":
        return Reply(report(simulator))
    try:
        return Reply(steer(simulator, request.json()))
    except (Wrong, TypeError, ValueError, KeyError, OSError) as wrong:
        return Reply({"wrong": f"{type(wrong).__name__}: {wrong}"}, status=400)


def report(simulator: Simulator) -> dict[str, Any]:
    """What has happened so far."""
    found = simulator.report()
    found["counts"]["seen"] = len(simulator.seen)
    return found


def steer(simulator: Simulator, wish: dict[str, Any]) -> dict[str, Any]:
    """Set what is wished for; counts and, for a push, the statuses of the webhook. Raises Wrong, TypeError."""
    only(wish, (), (*_PLAIN, "faults", "standing", "fates", "templates", "refused_numbers", "push", "clear"))
    if wish.get("clear"):
        simulator.faults.clear()
    simulator.faults.put(*(Fault(**each) for each in wish.get("faults", ())))
    if "standing" in wish:
        simulator.faults.standing = Fault(**wish["standing"]) if wish["standing"] else None
    for name in _PLAIN:
        if name in wish:
            setattr(simulator, name, wish[name])
    simulator.fates.update(wish.get("fates", {}))
    if "templates" in wish:
        simulator.templates = {name: tuple(fields) for name, fields in wish["templates"].items()}
    if "refused_numbers" in wish:
        simulator.refused_numbers = set(wish["refused_numbers"])
    ids = [each.id for each in simulator.taken] if wish.get("push") == "all" else wish.get("push", [])
    pushed = {each: simulator.push(each) for each in ids}
    return {"counts": report(simulator)["counts"], "pushed": pushed}
