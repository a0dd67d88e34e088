"""The client's address, as far as it can be believed: a forged X-Forwarded-For moves nobody into the university."""

from __future__ import annotations

import ipaddress

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.plumbing.network import UNIX, client_address

PROXIES = ["10.0.0.1", "fd00::1"]
GARBAGE = ["", "unknown", "1.2.3.4:80", "unix", "10.9.0.0/16", "<script>"]
addresses = st.ip_addresses().map(str).filter(lambda text: text not in PROXIES)
hops = st.lists(st.one_of(addresses, st.sampled_from([*PROXIES, "", "unknown", "1.2.3.4:80", "unix"])), max_size=6)


def seen(peer: str, told: str | None = None, trusted: list[str] = PROXIES) -> str:
    more = {} if told is None else {"HTTP_X_FORWARDED_FOR": told}
    with override_settings(TRUSTED_PROXIES=trusted):
        return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **more))


def plain(text: str) -> str:
    """As addresses are written: one spelling, and IPv4 inside IPv6 unpacked."""
    parsed = ipaddress.ip_address(text)
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


@given(addresses, hops)
def test_a1_stranger_says_what_he_likes_and_is_himself(peer, told):
    assert seen(peer, ", ".join(told)) == plain(peer)


@given(hops, addresses, st.lists(st.sampled_from(PROXIES), max_size=3), st.sampled_from(PROXIES))
def test_a1_behind_proxies_the_last_stranger_counts_whatever_stands_before(forged, client, inner, peer):
    """What the client wrote itself stands left of what the first proxy added."""
    assert seen(peer, ", ".join([*forged, client, *inner])) == plain(client)


@given(hops, st.sampled_from(GARBAGE), st.sampled_from(PROXIES))
def test_a1_garbage_in_the_counting_place_is_nobody(forged, garbage, peer):
    assert seen(peer, ",".join([*forged, garbage])) == ""


@given(st.lists(st.sampled_from(PROXIES), max_size=4), st.sampled_from(PROXIES))
def test_a1_only_proxies_is_nobody(told, peer):
    assert seen(peer, ",".join(told)) == ""


@pytest.mark.parametrize(
    ("peer", "told", "address"),
    [
        ("::ffff:10.9.1.7", None, "10.9.1.7"), ("::ffff:10.0.0.1", "10.9.1.7", "10.9.1.7"),
        ("10.0.0.1", "::ffff:10.9.1.7", "10.9.1.7"), ("FD00:0::1", "2001:DB8::1", "2001:db8::1"),
        ("10.0.0.1", None, ""), ("nonsense", "10.9.1.7", ""),
    ],
)  # fmt: skip
def test_a1_one_spelling_of_an_address(peer, told, address):
    assert seen(peer, told) == address


@pytest.mark.parametrize("peer", ["", "unix:", "/run/pishkhan.sock"])
def test_a1_socket_file_is_one_peer_trusted_by_its_name_alone(peer):
    assert seen(peer, "10.9.1.7") == ""
    assert seen(peer, "10.9.1.7", [UNIX]) == "10.9.1.7"
    assert seen("10.0.0.1", "10.9.1.7", [UNIX]) == "10.0.0.1"
    assert seen(peer, "unix", [UNIX]) == ""
