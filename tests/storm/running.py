"""The storm itself: payers, kills and passing time all at once, then calm, then the reckoning."""

from __future__ import annotations

import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta

import httpx

from tests.storm import clock, people, reckoning
from tests.storm.deeds import DEEDS
from tests.storm.ground import KILLED, Ground
from tests.storm.payer import Lost, Payer, Scene
from tests.storm.plan import GATEWAYS, KINDS, Wish, kind_of_fault, plan, students, wanted
from tests.storm.wire import Banks, Over

HANDS = 10
"""Payers at the same time."""
BREAK = timedelta(minutes=4)
"""Passes now and then while payers are at it: banks are asked after those who stay away."""
PLAIN = ("pay", "twice", "double_press", "replay", "early")
TOOK = 0.75
"""Of payments to which nothing was meant to happen at least so many are posted, whatever befell them from beside."""
Say = Callable[[str], None]


def storm(ground: Ground, count: int, kills: int, seed: int, say: Say) -> list[str]:
    """What is wrong in the end; empty when all agrees."""
    dice, began = random.Random(seed), time.monotonic()
    say(f"seed {seed}: {count} payments, {kills} kills of each of {', '.join(KILLED)}")
    scene = _scene(ground, count)
    wishes = plan(count, dice)
    _cancel_one_each(scene, dice)
    say(f"{time.monotonic() - began:6.0f} s  ready")
    _blow(ground, scene, wishes, kills, dice)
    say(f"{time.monotonic() - began:6.0f} s  {len(wishes)} wishes made")
    rounds = clock.until_nothing_changes(scene.banks)
    say(f"{time.monotonic() - began:6.0f} s  nothing changes any more, after {rounds} rounds")
    books = reckoning.Books(scene.banks)
    scene.unmet.update(kind_of_fault(each) for each in scene.banks.look("state")["faults"])
    troubles = [*scene.troubles, *_judged(ground, scene, books, count, kills)]
    _tell(ground, scene, books, say)
    say(f"{time.monotonic() - began:6.0f} s  {len(troubles)} troubles")
    return troubles


def _scene(ground: Ground, count: int) -> Scene:
    limits = httpx.Limits(max_connections=4 * HANDS, max_keepalive_connections=0)
    http = httpx.Client(trust_env=False, timeout=60, limits=limits)
    places = people.furnish(students(count))
    ground.open()
    return Scene(ground.port, Banks(ground.banks), http, places)


def _cancel_one_each(scene: Scene, dice: random.Random) -> None:
    """Forgers need to know what the way back of a cancelled order looks like."""
    for number, gateway in enumerate(GATEWAYS):
        wish = Wish(-1 - number, KINDS["cancel"], gateway, "iums", 0, 50_000, False, False, dice.getrandbits(48))
        payer = Payer(scene, wish)
        begun = payer.begin()
        scene.cancelled[gateway] = payer.paid(begun, "cancel")["callback"]["fields"]


def _blow(ground: Ground, scene: Scene, wishes: list[Wish], kills: int, dice: random.Random) -> None:
    """All wishes, by HANDS payers; kills and breaks at fixed numbers of payments."""
    victims: list[str | None] = [*KILLED * kills, *[None] * max(2, kills)]
    dice.shuffle(victims)
    at = {len(wishes) * (place + 1) // (len(victims) + 1): victim for place, victim in enumerate(victims)}
    blow: threading.Thread | None = None
    with ThreadPoolExecutor(HANDS, "payer") as hands:
        works = [hands.submit(_fulfil, scene, wish) for wish in wishes]
        for done, work in enumerate(as_completed(works), 1):
            work.result()
            if done in at:
                _wait_for(blow)
                blow = threading.Thread(target=_strike, args=(ground, scene, at[done], random.Random(dice.random())))
                blow.start()
        _wait_for(blow)


def _wait_for(blow: threading.Thread | None) -> None:
    if blow is not None:
        blow.join()


def _strike(ground: Ground, scene: Scene, victim: str | None, dice: random.Random) -> None:
    try:
        if victim is None:
            clock.pass_by(scene.banks, BREAK, in_flight=True)
        else:
            ground.kill(victim, dice)
    except Exception:
        scene.troubles.append(f"striking {victim}: {traceback.format_exc()}")


def _fulfil(scene: Scene, wish: Wish) -> None:
    try:
        DEEDS[wish.kind.name](Payer(scene, wish))
        counts = scene.happened
    except (Lost, Over):
        counts = scene.lost
    except Exception:
        with scene.lock:
            scene.troubles.append(f"{wish}: {traceback.format_exc()}")
        return
    with scene.lock:
        counts[wish.kind.name] += 1


def _judged(ground: Ground, scene: Scene, books: reckoning.Books, count: int, kills: int) -> Iterable[str]:
    yield from books.troubles()
    yield from reckoning.own_checks()
    yield from reckoning.differences(scene.places.values())
    if len(books.rows) < count:
        yield f"only {len(books.rows)} attempts"
    for name in KINDS:
        if scene.happened[name] - scene.unmet[name] < wanted(count):
            yield f"{name} happened {scene.happened[name] - scene.unmet[name]} times, not {wanted(count)}"
    for name in KILLED:
        if ground.kills[name] < kills:
            yield f"{name} was killed {ground.kills[name]} times, not {kills}"
    held, booked = books.sums()
    if held != booked:
        yield f"the banks hold {held} rials of what is posted, the ledger {booked}"
    state_of = books.state_of()
    plain = [state_of[each] for each, kind in scene.kind_of.items() if kind in PLAIN]
    if plain.count("posted") < TOOK * len(plain):
        yield f"of {len(plain)} plain payments {plain.count('posted')} were posted: {Counter(plain)}"
    refused = scene.banks.look("state")["refused"]
    yield from (f"{bank} was not spoken to in its protocol: {words[:3]}" for bank, words in refused.items() if words)


def _tell(ground: Ground, scene: Scene, books: reckoning.Books, say: Say) -> None:
    by_kind: dict[str, Counter[str]] = {name: Counter() for name in KINDS}
    state_of = books.state_of()
    for attempt_id, kind in scene.kind_of.items():
        by_kind[kind][state_of[attempt_id]] += 1
    say(f"\n{'kind':24}{'done':>6}{'lost':>6}   attempts by state")
    for name, found in by_kind.items():
        states = ", ".join(f"{state} {number}" for state, number in found.most_common())
        say(f"{name:24}{scene.happened[name]:6}{scene.lost[name]:6}   {states}")
    say(f"\nattempts {len(books.rows)}: " + ", ".join(f"{name} {n}" for name, n in books.states().most_common()))
    reasons = Counter(row.reason for row in books.rows if row.state == "needs_review")
    say(f"to be looked at: {dict(reasons)}; left alone: {dict(Counter(row.left for row in books.rows if row.left))}")
    say(f"faults put at banks: {sum(scene.ordered.values())}, not met by a call: {dict(scene.unmet)}")
    say(f"killed: {dict(ground.kills)}; restarted: {dict(ground.restarts)}")
    held, booked = books.sums()
    say(f"rials posted: {booked:,}; held by banks: {held:,}\n")
