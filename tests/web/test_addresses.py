"""Which addresses may be dialled, and that no other one ever is, whatever form it comes in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address

import pytest
from aiohttp import ClientConnectorError, ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.web.addresses import is_public
from bot.web.dial import NotPublic
from bot.web.download import Download, Limits
from tests.web.net import TALLY, Canary, Net, real_dial, serving

PUBLIC = [
    "1.1.1.1", "8.8.8.8", "9.9.9.9", "93.184.216.34", "151.101.1.69", "172.15.255.255",
    "172.32.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255", "128.0.0.1", "11.0.0.1",
    "169.253.255.255", "169.255.0.1", "192.167.1.1", "192.169.0.1", "198.17.255.255", "198.20.0.1",
    "223.255.255.254", "168.63.129.17", "2606:4700:4700::1111", "2001:4860:4860::8888",
    "2a00:1450:4001:80f::200e", "2620:fe::fe", "2400:cb00:2048:1::c629:d7a2", "2003::1",
    "::ffff:8.8.8.8",
]  # fmt: skip

NOT_PUBLIC = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255",
    "100.64.0.1", "100.100.100.200", "100.127.255.255", "169.254.0.1", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1",
    "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "168.63.129.16", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1",
    "::ffff:169.254.169.254", "::127.0.0.1", "::7f00:1", "::a00:1", "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
    "64:ff9b:1:fffe::10.0.0.1", "2002:7f00:1::", "2002:7f00:1::1", "2002:a00:1::1",
    "2002:c0a8:101::1", "2001:0:7f00:1::1", "2001::1", "2001:0:0:0:0:0:80ff:fffe", "2001:2::1",
    "2001:10::1", "2001:20::1", "2001:db8::1", "3ffe::1", "3fff::1", "3fff:fff::1", "5f00::1",
    "100::1", "100:0:0:1::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
    "febf::1", "fec0::1", "feff::1", "ff02::1", "ff0e::1", "4000::1", "8000::1", "::ffff:0:1",
]  # fmt: skip

# What a link can hide an address behind; {port} is where the canary listens.
DISGUISED = [
    "http://2130706433:{port}/", "http://127.1:{port}/", "http://127.0.1:{port}/",
    "http://0177.0.0.1:{port}/", "http://0x7f.0.0.1:{port}/", "http://0x7f000001:{port}/",
    "http://017700000001:{port}/", "http://0:{port}/", "http://127.0.0.01:{port}/",
    "http://127.0.0.1.:{port}/", "http://127。0。0。1:{port}/", "http://①②⑦.⓪.⓪.①:{port}/",
    "http://１２７.0.0.1:{port}/", "http://127．0．0．1:{port}/", "http://%31%32%37.0.0.1:{port}/",
    "http://a@127.0.0.1:{port}/", "http://a:b@127.0.0.1:{port}/",
    "http://example.com@127.0.0.1:{port}/", "http://127.0.0.1%00.example.com:{port}/",
    "http://127.0.0.1%2eexample.com:{port}/", "http://[::1]:{port}/", "http://[::]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/", "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/", "http://[2002:7f00:1::]:{port}/",
    "http://[fe80::1%25lo]:{port}/", "http://[::1%25lo]:{port}/", "http://[fe80::1%lo]:{port}/",
    "http://[::1]:{port}:80/", "http://localhost:{port}/", "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/", "http://localhost.localdomain:{port}/",
    "http://ip6-localhost:{port}/", "http://ⓛocalhost:{port}/", "http://127.0.0.1:{port}\\@a.example/",
    "http://a.example\\@127.0.0.1:{port}/", "http://a.example#@127.0.0.1:{port}/",
    "http://a.example?@127.0.0.1:{port}/", "http:127.0.0.1:{port}/", "http:/127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/", "//127.0.0.1:{port}/", "127.0.0.1:{port}/", "127.0.0.1",
    "http://127.0.0.1:{port}@127.0.0.1:{port}/", "http:\\\\127.0.0.1:{port}\\",
    "http://127.0.0.1\t:{port}/", "http://127.0.0.1\r\n:{port}/", " http://127.0.0.1:{port}/ ",
    "http://\u200b127.0.0.1:{port}/", "http://127.0.0.1:{port}/\r\nHost: a.example",
    "file:///etc/passwd", "ftp://127.0.0.1:{port}/", "gopher://127.0.0.1:{port}/_x",
    "data:text/html,x", "javascript:alert(1)", "jar:http://127.0.0.1:{port}/!x",
    "dict://127.0.0.1:{port}/", "ldap://127.0.0.1:{port}/", "unix:///var/run/docker.sock",
    "http+unix://%2Fvar%2Frun/", "https://127.0.0.1:{port}/", "https://[::1]:{port}/",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_dialled(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_any_other_address_may_not(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_by_what_it_means(address: IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))


@given(st.ip_addresses(v=6))
def test_only_global_unicast_is_public_in_ipv6(address: IPv6Address) -> None:
    if is_public(str(address)) and address.ipv4_mapped is None:
        assert int(address) >> 125 == 0b001


@pytest.mark.parametrize(
    "text", ["", "localhost", "1.2.3", "1.2.3.4 ", "1.2.3.4/8", "[::1]", "٣.0.0.1"]
)
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize(
    "form",
    [
        *(f"http://[{a}]:{{port}}/" if ":" in a else f"http://{a}:{{port}}/" for a in NOT_PUBLIC),
        *DISGUISED,
    ],
)
async def test_no_form_of_a_link_reaches_the_inside(form: str, canary: Canary) -> None:
    names = {"localhost": ["127.0.0.1", "::1"], "localhost.localdomain": ["127.0.0.1"],
             "ip6-localhost": ["::1"], "a.example": ["127.0.0.1"]}  # fmt: skip
    download = Download(
        real_dial(Net(names=dict(names))),
        lambda: datetime.now(UTC),
        ports=(80, 443, canary.port),
        limits=Limits(total=2, connect=0.2, pause=0),
    )
    TALLY["tried"] += 1
    try:
        with pytest.raises(Refusal) as refused:
            await download.fetch(form.format(port=canary.port), kind="page")
        assert "slow" not in str(refused.value)  # refused, not merely out of reach
        await asyncio.sleep(0)
    finally:
        await download.close()
    TALLY["leaked"] += canary.visits
    assert canary.visits == 0
    TALLY["refused"] += 1


async def test_the_canary_sings_where_nothing_guards(canary: Canary) -> None:
    for host in ("127.0.0.1", "::1"):
        _, writer = await asyncio.open_connection(host, canary.port)
        writer.close()
    await asyncio.sleep(0.05)
    assert canary.visits == 2


async def test_public_addresses_are_really_dialled(net: Net) -> None:
    limits = Limits(total=2, pause=0)
    download = Download(net.dial(), lambda: datetime.now(UTC), ports=(80,), limits=limits)
    try:
        for address in PUBLIC:
            host = f"[{address}]" if ":" in address else address
            with pytest.raises(Refusal, match="Nothing readable"):
                await download.fetch(f"http://{host}/", kind="page")
    finally:
        await download.close()
    dialled = [address for address, _ in net.dialled]
    assert dialled == [a if a != "::ffff:8.8.8.8" else "::ffff:808:808" for a in PUBLIC]


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])
async def test_the_connector_alone_opens_no_socket_to_the_inside(host: str, canary: Canary) -> None:
    dial = real_dial(Net())
    async with ClientSession(connector=dial.connector()) as session:
        with pytest.raises(ClientConnectorError):
            await session.get(f"http://{host}:{canary.port}/")
    await dial.close()
    assert canary.visits == 0


@pytest.mark.parametrize("inside", ["10.0.0.5", "::1", "64:ff9b::7f00:1", "169.254.169.254"])
async def test_a_name_with_one_address_inside_is_not_dialled_at_all(net: Net, inside: str) -> None:
    await net.site("mixed.example", serving(b"x"))
    net.names["mixed.example"] = [*list(net._look_up("mixed.example")), inside]
    dial = net.dial()
    async with ClientSession(connector=dial.connector()) as session:
        with pytest.raises(ClientConnectorError) as refused:
            await session.get("http://mixed.example/")
    await dial.close()
    assert isinstance(refused.value.os_error, NotPublic)
    assert net.dialled == []
