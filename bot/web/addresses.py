"""Which addresses belong to the public web. A table of our own: `is_global` lets too much through.

It calls public (Python 3.11): NAT64, 6to4, ::a.b.c.d, fec0::/10, multicast, 192.88.99.0/24,
3fff::/20, 5f00::/16, and 168.63.129.16, where a cloud answers with its machine's secrets.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carriers' NAT, and a cloud's metadata (100.100.100.200)
            "127.0.0.0/8",  # this machine
            "168.63.129.16/32",  # a cloud's platform
            "169.254.0.0/16",  # link-local, and clouds' metadata
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # examples
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # examples
            "203.0.113.0/24",  # examples
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
_UNICAST_6 = IPv6Network("2000::/3")
# Whatever carries an IPv4 address inside but "mapped" lies here or outside 2000::/3: Teredo, 6to4,
# NAT64, v4-compatible. No public site needs such a form, so none is let through, whatever is in it.
_NOT_PUBLIC_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
            "2001:db8::/32",  # examples
            "2002::/16",  # 6to4
            "3ffe::/16",  # given back
            "3fff::/20",  # examples
        ),
    )
)


def is_public(address: str) -> bool:
    """Whether an IPv4 or IPv6 address, in its usual form, may be dialled."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed.scope_id is not None:
            return False
        if parsed.ipv4_mapped is None:
            return parsed in _UNICAST_6 and not any(parsed in net for net in _NOT_PUBLIC_6)
        parsed = parsed.ipv4_mapped
    return not any(parsed in net for net in _NOT_PUBLIC_4)


def is_address(host: str) -> bool:
    """Whether a host is an address, not a name."""
    try:
        return isinstance(ip_address(host), IPv4Address | IPv6Address)
    except ValueError:
        return False
