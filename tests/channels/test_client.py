"""Whom the limits count, behind proxies and without."""

import ipaddress

import pytest

from bot.channels.web import client

PROXIES = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8:1::/48")]
BEHIND = [
    ("192.0.2.1", [], "192.0.2.1"),
    ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),  # who is no proxy of ours says what they like
    ("10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
    ("10.0.0.1", ["203.0.113.9", "198.51.100.7"], "198.51.100.7"),  # the first was made up by the client
    ("10.0.0.1", ["203.0.113.9", "198.51.100.7", "10.0.0.2"], "198.51.100.7"),
    ("::ffff:10.0.0.1", ["198.51.100.7:5123"], "198.51.100.7:5123"),
    ("2001:db8:1::5", ["[2001:db8:2::1]:443"], "[2001:db8:2::1]:443"),
    ("10.0.0.1", ["unknown"], "10.0.0.1"),
    ("10.0.0.1", [""], "10.0.0.1"),
    ("10.0.0.1", ["10.0.0.2"], "10.0.0.2"),
]


@pytest.mark.parametrize(("address", "forwarded", "found"), BEHIND)
def test_the_first_address_that_is_no_proxy_of_ours(address, forwarded, found):
    assert client._behind(address, forwarded, PROXIES) == found


def test_one_subscriber_is_one_address():
    assert client.key("2001:db8::1") == client.key("2001:db8::ffff:2") == client.key("[2001:db8::3]:99")
    assert client.key("192.0.2.1") == client.key("192.0.2.1:80") == client.key("::ffff:192.0.2.1")
    assert client.key("192.0.2.1") != client.key("192.0.2.2")
    assert client.key("unknown") == "unknown"
