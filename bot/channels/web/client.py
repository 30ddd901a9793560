"""Who asks, as an address: the client's own, also behind the proxies that are named in SIGNPOST_PROXIES."""

import ipaddress
from collections.abc import Sequence

from sanic.request import Request

from bot import settings
from bot.settings import Network


def client(request: Request) -> str:
    """Whom the limits count: the address that the nearest proxy of ours was asked by, or who asked us."""
    forwarded = ",".join(request.headers.getall("x-forwarded-for", []))
    return key(_behind(request.ip, forwarded.split(","), settings.current().proxies))


def key(address: str) -> str:
    """Whom an address stands for: itself, or its /64 where one subscriber has so many (IPv6)."""
    ip = _parsed(address)
    if ip is None:
        return address
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))


def _behind(address: str, forwarded: list[str], trusted: Sequence[Network]) -> str:
    """The first address, from us outwards, that is no proxy of ours. What is said beyond it, anybody may have made up."""
    for before in reversed([one.strip() for one in forwarded]):
        ip = _parsed(address)
        if ip is None or not any(ip in network for network in trusted):
            break
        if _parsed(before) is None:
            break
        address = before
    return address


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address, also with a port; None for what is none."""
    host = address.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip
