"""Downloads against servers that behave, and against many that do not."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.errors import Refusal
from bot.web.download import Download, Limits, user_agent
from bot.workflows.ports import FetchFailed
from tests.web.net import (
    TALLY,
    Answer,
    Canary,
    Net,
    Visit,
    bomb,
    dripping,
    hanging,
    hanging_page,
    raw,
    real_dial,
    redirect,
    serving,
)

OK = b"HTTP/1.1 200 OK\r\n"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


async def refused(download: Download, url: str = "http://bad.example/", **options: str) -> str:
    """The sentence a hostile case ends in."""
    TALLY["tried"] += 1
    with pytest.raises(Refusal) as refusal:
        await download.fetch(url, kind="page", **options)  # pyright: ignore[reportArgumentType]
    TALLY["refused"] += 1
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert len(sentence) < 250
    return sentence


async def test_a_page_comes_with_what_its_header_said(net: Net, download: Download) -> None:
    headers = (
        "Content-Type: Text/HTML; charset=ISO-8859-1",
        'ETag: "v1"',
        "Last-Modified: Wed, 25 Nov 2026 08:00:00 GMT",
    )
    await net.site("good.example", serving("café".encode("latin-1"), *headers))
    found = await download.fetch("http://good.example/a?b=c#d", kind="page")
    assert found.body == b"caf\xe9"
    assert found.media_type == "text/html"
    assert found.charset == "ISO-8859-1"
    assert found.etag == '"v1"'
    assert found.last_modified == "Wed, 25 Nov 2026 08:00:00 GMT"
    assert net.visits[0].path == "/a?b=c"


async def test_who_asks_says_so_and_brings_nothing_else(
    net: Net, download: Download, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    await net.site("good.example", serving(b"x", "Set-Cookie: id=7; Domain=good.example"))
    await download.fetch("http://reader:secret@good.example/", kind="page")
    await download.fetch("http://good.example/", kind="feed")
    for visit in net.visits:
        assert visit.headers["user-agent"] == user_agent()
        assert not {"cookie", "authorization", "referer", "origin"} & visit.headers.keys()
    assert user_agent().startswith("Dateline/")
    assert "rss" in net.visits[1].headers["accept"]


async def test_what_has_not_changed_is_not_sent_again(net: Net, download: Download) -> None:
    async def answer(visit: Visit) -> None:
        known = visit.headers.get("if-none-match") == '"v1"'
        headers = ['ETag: "v1"']
        await visit.page(b"" if known else b"new", headers=headers,
                         status="304 Not Modified" if known else "200 OK")  # fmt: skip

    await net.site("good.example", answer)
    first = await download.fetch("http://good.example/", kind="feed")
    again = await download.fetch(
        "http://good.example/", kind="feed", etag=first.etag, last_modified="Wed, 25 Nov 2026"
    )
    assert not first.not_modified
    assert again.not_modified
    assert again.body == b""
    assert net.visits[1].headers["if-modified-since"] == "Wed, 25 Nov 2026"


@pytest.mark.parametrize("tag", ['"a"\r\nX-Evil: 1', "x" * 600, '"ü"', '"\x00"'])
async def test_a_stored_tag_that_is_no_header_is_not_sent(
    net: Net, download: Download, tag: str
) -> None:
    await net.site("good.example", serving(b"x"))
    await download.fetch("http://good.example/", kind="feed", etag=tag, last_modified=tag)
    assert not {"if-none-match", "if-modified-since", "x-evil"} & net.visits[0].headers.keys()


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
async def test_a_redirect_is_followed_to_a_public_address(
    net: Net, download: Download, status: str
) -> None:
    await net.site("old.example", redirect("http://new.example/b#c", status))
    await net.site("new.example", serving(b"here"))
    found = await download.fetch("http://old.example/a", kind="page")
    assert found.body == b"here"
    assert found.url == "http://new.example/b#c"


async def test_five_redirects_are_followed_and_no_sixth(net: Net, download: Download) -> None:
    async def answer(visit: Visit) -> None:
        left = int(visit.path[1:])
        if left:
            await redirect(f"/{left - 1}")(visit)
        else:
            await visit.page(b"arrived")

    await net.site("bad.example", answer)
    assert (await download.fetch("http://bad.example/5", kind="page")).body == b"arrived"
    assert "round" in await refused(download, "http://bad.example/6")


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/", "http://2130706433:{port}/", "http://127.1:{port}/",
        "http://a@127.0.0.1:{port}/", "http://①②⑦.⓪.⓪.①:{port}/", "http://inside.example:{port}/",
        "http:\\\\127.0.0.1:{port}\\", "file:///etc/passwd", "gopher://127.0.0.1:{port}/",
        "data:text/html,x", "javascript:alert(1)", "http://169.254.169.254/latest/",
        "http://[64:ff9b::7f00:1]:{port}/", "http://good.example:22/", "http://good.example:6379/",
        "http://[::1", "http://", "?\x00", "http://a.example:99999/", "//", "///",
        "http://\xff\xfe/", "x" * 9_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", ["301 M", "308 P"])
async def test_no_redirect_leads_inside(
    net: Net, canary: Canary, location: str, status: str
) -> None:
    net.names |= {"inside.example": ["127.0.0.1"]}
    await net.site("bad.example", redirect(location.format(port=canary.port), status))
    dial = net.dial()
    download = Download(
        dial, lambda: NOW, ports=(80, 443, canary.port), limits=Limits(total=1, pause=0)
    )
    try:
        await refused(download)
        assert set(net.dialled) == {("93.184.216.2", 80)}
    finally:
        await download.close()
    TALLY["leaked"] += canary.visits
    assert canary.visits == 0


def _public_then_private() -> Callable[[], Sequence[str]]:
    answers = iter((["93.184.216.99"], ["127.0.0.1"]))
    return lambda: next(answers, ["127.0.0.1"])


@pytest.mark.parametrize(
    "name",
    [
        _public_then_private(),
        ["93.184.216.99", "10.0.0.5"],
        ["127.0.0.1", "93.184.216.99"],
        ["93.184.216.99", "::1"],
        ["2606:4700::1111", "::ffff:127.0.0.1"],
        ["fe80::1%lo"],
        ["64:ff9b::7f00:1"],
        [],
        ["not an address"],
    ],
)
async def test_a_name_that_changes_or_mixes_its_addresses_never_leads_inside(
    net: Net, canary: Canary, name: Sequence[str] | Callable[[], Sequence[str]]
) -> None:
    net.names["bad.example"] = name
    limits = Limits(total=1, connect=0.1, pause=0)
    ports = (80, canary.port)
    download = Download(real_dial(net), lambda: NOW, ports=ports, limits=limits)
    try:
        for _ in range(3):
            await refused(download, f"http://bad.example:{canary.port}/")
    finally:
        await download.close()
    TALLY["leaked"] += canary.visits
    assert canary.visits == 0


async def test_the_address_that_was_judged_is_the_one_that_is_dialled(net: Net) -> None:
    asked: list[str] = []

    def changing() -> Sequence[str]:
        asked.append("x")
        return ["93.184.216.7"] if len(asked) == 1 else ["127.0.0.1"]

    await net.site("good.example", serving(b"x"))
    net.names["good.example"] = changing
    download = Download(net.dial(), lambda: NOW, ports=(80,), limits=Limits(total=1, pause=0))
    await refused(download, "http://good.example/")  # nobody listens behind 93.184.216.7
    await download.close()
    assert net.dialled == [("93.184.216.7", 80)]
    assert len(asked) == 1


@pytest.mark.parametrize("port", [21, 22, 25, 6379, 8080, 11434, 65535])
async def test_other_ports_are_not_asked(net: Net, download: Download, port: int) -> None:
    await net.site("bad.example", serving(b"x"), port=port)
    assert str(port) in await refused(download, f"http://bad.example:{port}/")
    assert net.dialled == []


async def test_a_failure_does_not_tell_an_open_port_from_a_closed_one(
    net: Net, download: Download
) -> None:
    await net.site("open.example", raw(b"220 mail ready\r\n"))
    net.names["shut.example"] = ["93.184.216.200"]
    open_, shut = [await refused(download, f"http://{n}.example/") for n in ("open", "shut")]
    assert open_.replace("open", "shut") == shut


HEAD = OK + b"Content-Type: text/html\r\n"
HOSTILE: dict[str, Answer] = {
    "gzip bomb": serving(bomb(64), "Content-Encoding: gzip"),
    "deflate bomb": serving(zlib.compress(bytes(64 << 20), 9), "Content-Encoding: deflate"),
    "brotli": serving(b"\x1b\xff\xff\x0f" * 64, "Content-Encoding: br"),
    "zstd": serving(b"\x28\xb5\x2f\xfd" * 64, "Content-Encoding: zstd"),
    "chained codings": serving(bomb(4), "Content-Encoding: gzip, gzip"),
    "unknown coding": serving(b"x", "Content-Encoding: x-secret"),
    "broken gzip": serving(b"\x1f\x8b\x08\x00" + b"\xff" * 64, "Content-Encoding: gzip"),
    "endless": dripping(HEAD + b"\r\n", b"x" * 65536, seconds=0),
    "endless chunks": dripping(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65536 + b"\r\n",
        seconds=0,
    ),
    "body by drops": dripping(HEAD + b"Content-Length: 9999\r\n\r\n", b"x", seconds=0.1),
    "head by drops": dripping(OK, b"X-Slow: 1\r\n", seconds=0.1),
    "status by drops": dripping(b"HTTP/1.1 2", b"0", seconds=0.1),
    "one letter of a header at a time": dripping(OK + b"X-Slow: ", b"x", seconds=0.05),
    "nothing at all": dripping(b"", b"", seconds=0.2),
    "closed at once": raw(),
    "no HTTP": raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "HTTP/0.9": raw(b"<html>hello</html>"),
    "too long": raw(HEAD + b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000),
    "shorter than said": raw(HEAD + b"Content-Length: 500\r\n\r\nshort"),
    "length below nothing": raw(HEAD + b"Content-Length: -1\r\n\r\nx"),
    "length in words": raw(HEAD + b"Content-Length: many\r\n\r\nx"),
    "two lengths": raw(HEAD + b"Content-Length: 1\r\nContent-Length: 5\r\n\r\nxxxxx"),
    "length and chunks": raw(
        HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nxxxxx\r\n0\r\n\r\n"
    ),
    "bad chunks": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n"),
    "endless chunk size": dripping(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 4096, seconds=0
    ),
    "header of 200 kB": raw(OK + b"X-Big: " + b"x" * 200_000 + b"\r\n\r\nx"),
    "5,000 headers": raw(OK + b"X-Many: 1\r\n" * 5_000 + b"\r\nx"),
    "endless headers": dripping(OK, b"X-Many: 1\r\n" * 100, seconds=0),
    "status of 200 kB": raw(b"HTTP/1.1 200 " + b"x" * 200_000 + b"\r\n\r\n"),
    "continue flood": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50, seconds=0.001),
    "switched protocol": raw(b"HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nx"),
    "NUL in a header": raw(OK + b"X-Nul: a\x00b\r\n\r\nx"),
    "folded header": raw(OK + b"X-Fold: a\r\n\x0b b\r\n\r\nx"),
    "status 999": raw(b"HTTP/1.1 999 No\r\nContent-Length: 1\r\n\r\nx"),
    "status 0": raw(b"HTTP/1.1 000 No\r\nContent-Length: 1\r\n\r\nx"),
    "no content": raw(b"HTTP/1.1 204 N\r\n\r\n"),
    "partial": raw(b"HTTP/1.1 206 P\r\nContent-Length: 1\r\n\r\nx"),
    "redirect to nowhere": raw(b"HTTP/1.1 302 F\r\nContent-Length: 0\r\n\r\n"),
    "redirect loop": redirect("http://bad.example/"),
    "choices": raw(b"HTTP/1.1 300 C\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"),
    "use a proxy": raw(b"HTTP/1.1 305 U\r\nLocation: http://127.0.0.1/\r\n\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
async def test_a_hostile_server_ends_in_one_sentence(
    net: Net, download: Download, case: str
) -> None:
    await net.site("bad.example", HOSTILE[case])
    await net.site("good.example", serving(b"fine"))
    tracemalloc.start()
    await refused(download)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 24 * 1024 * 1024
    assert (await download.fetch("http://good.example/", kind="page")).body == b"fine"


async def test_a_large_page_within_the_limit_is_read_whole(net: Net, download: Download) -> None:
    await net.site("good.example", serving(bomb(2), "Content-Encoding: gzip"))
    assert len((await download.fetch("http://good.example/", kind="page")).body) == 2 << 20


async def test_a_packed_page_that_breaks_off_is_what_came_of_it(
    net: Net, download: Download
) -> None:
    await net.site("bad.example", serving(bomb(1)[:500], "Content-Encoding: gzip"))
    assert len((await download.fetch("http://bad.example/", kind="page")).body) < 1 << 20


async def test_a_feed_may_be_larger_than_a_page(net: Net, download: Download) -> None:
    await net.site("bad.example", serving(bytes(4 << 20)))
    assert len((await download.fetch("http://bad.example/", kind="feed")).body) == 4 << 20
    assert "2 MiB" in await refused(download)


async def test_names_that_hang_hold_up_nothing_else(net: Net) -> None:
    let_go = threading.Event()
    await net.site("good.example", serving(b"fine"))
    for number in range(40):
        net.names[f"hung{number}.example"] = hanging(let_go)
    limits = Limits(total=0.5, pause=0, at_once=50)
    download = Download(net.dial(), lambda: NOW, ports=(80,), limits=limits)
    try:
        hung = [refused(download, f"http://hung{number}.example/") for number in range(40)]
        waiting = asyncio.gather(*hung)
        await asyncio.sleep(0.1)
        assert await asyncio.wait_for(asyncio.to_thread(lambda: 7), 5) == 7
        assert all("slow" in sentence for sentence in await waiting)
        assert sum(thread.name == "look-up" for thread in threading.enumerate()) <= 8
        let_go.set()
        for _ in range(100):
            if not any(thread.name == "look-up" for thread in threading.enumerate()):
                break
            await asyncio.sleep(0.02)
        assert (await download.fetch("http://good.example/", kind="page")).body == b"fine"
    finally:
        let_go.set()
        await download.close()


@pytest.mark.parametrize(
    ("status", "word"),
    [(404, "nothing"), (410, "nothing"), (401, "does not let"), (403, "does not let"),
     (451, "does not let"), (429, "patience"), (500, "fault"), (502, "fault"), (503, "patience")],
)  # fmt: skip
async def test_what_the_server_says_is_told(
    net: Net, download: Download, status: int, word: str
) -> None:
    await net.site("bad.example", serving(b"x", status=f"{status} X"))
    sentence = await refused(download)
    assert word in sentence
    assert str(status) in sentence


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Wed, 25 Nov 2026 13:00:00 GMT", timedelta(hours=1)),
        ("99999999999999999999", timedelta(hours=24)),
        ("Wed, 25 Nov 2099 13:00:00 GMT", timedelta(hours=24)),
        ("0", None), ("-5", None), ("soon", None), ("", None), ("٣٠", None),
        ("Wed, 25 Nov 2020 13:00:00 GMT", None), ("Wed, 99 Nov 20261 99:00:00", None),
    ],
)  # fmt: skip
async def test_a_host_that_asks_to_wait_is_left_alone(
    net: Net, value: str, wait: timedelta | None
) -> None:
    await net.site("busy.example", serving(b"", f"Retry-After: {value}", status="429 Slow"))
    download = Download(net.dial(), lambda: NOW, ports=(80,), limits=Limits(pause=0))
    for number in range(2):
        with pytest.raises(FetchFailed) as failed:
            await download.fetch(f"http://busy.example/{number}", kind="feed")
        if wait is None:
            assert failed.value.retry_after is None
        else:
            assert failed.value.retry_after is not None
            assert abs(failed.value.retry_after - wait) < timedelta(seconds=30)
    await download.close()
    assert len(net.visits) == (2 if wait is None else 1)


async def test_a_host_is_visited_by_one_at_a_time_with_a_pause(net: Net) -> None:
    at_once = most = 0

    async def answer(visit: Visit) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.02)
        at_once -= 1
        await visit.page(b"x")

    times: dict[str, list[float]] = {"a": [], "b": []}

    async def visit(name: str) -> None:
        await download.fetch(f"http://{name}.example/", kind="page")
        times[name].append(asyncio.get_running_loop().time())

    await net.site("a.example", answer)
    await net.site("b.example", answer)
    download = Download(net.dial(), lambda: NOW, ports=(80,), limits=Limits(pause=0.3))
    await asyncio.gather(*(visit(name) for name in "ababab"))
    await download.close()
    assert most <= 2
    for ends in times.values():
        assert all(later - earlier >= 0.3 for earlier, later in pairwise(ends))


async def test_no_more_than_the_agreed_number_is_fetched_at_once(net: Net) -> None:
    at_once = most = 0

    async def answer(visit: Visit) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.05)
        at_once -= 1
        await visit.page(b"x")

    for number in range(30):
        await net.site(f"n{number}.example", answer)
    download = Download(net.dial(), lambda: NOW, ports=(80,))
    await asyncio.gather(
        *(download.fetch(f"http://n{number}.example/", kind="page") for number in range(30))
    )
    await download.close()
    assert most == 16


async def test_hosts_that_lead_to_each_other_do_not_wait_for_each_other(net: Net) -> None:
    def there_and_stay(other: str) -> Answer:
        async def answer(visit: Visit) -> None:
            await asyncio.sleep(0.05)
            if visit.path == "/away":
                await redirect(f"http://{other}.example/here")(visit)
            else:
                await visit.page(b"here")

        return answer

    await net.site("a.example", there_and_stay("b"))
    await net.site("b.example", there_and_stay("a"))
    limits = Limits(total=1.5, pause=0)
    download = Download(net.dial(), lambda: NOW, ports=(80,), limits=limits)
    pages = [download.fetch(f"http://{name}.example/away", kind="page") for name in "ab"]
    assert [page.body for page in await asyncio.gather(*pages)] == [b"here", b"here"]
    await download.close()


async def test_a_slow_host_with_a_long_queue_leaves_room_for_others(net: Net) -> None:
    released = asyncio.Event()
    await net.site("slow.example", hanging_page(released))
    await net.site("good.example", serving(b"fine"))
    download = Download(net.dial(), lambda: NOW, ports=(80,), limits=Limits(at_once=2, pause=0))
    queue = [
        asyncio.create_task(refused(download, f"http://slow.example/{number}"))
        for number in range(6)
    ]
    await asyncio.sleep(0.1)
    page = await asyncio.wait_for(download.fetch("http://good.example/", kind="page"), 5)
    assert page.body == b"fine"
    released.set()
    await asyncio.gather(*queue)
    await download.close()


async def test_a_certificate_that_nobody_vouches_for_is_refused(
    net: Net, download: Download, tmp_path: Path
) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl here to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         "/CN=good.example", "-addext", "subjectAltName=DNS:good.example", "-keyout", key, "-out",
         certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(certificate, key)
    await net.site("good.example", serving(b"x"), port=443, secure=secure)
    assert "Nothing readable" in await refused(download, "https://good.example/")
    assert net.visits == []


async def test_a_redirect_to_another_port_is_not_followed(net: Net, download: Download) -> None:
    await net.site("bad.example", redirect("http://good.example:8080/"))
    await net.site("good.example", serving(b"x"), port=8080)
    assert "8080" in await refused(download)
    assert [port for _, port in net.dialled] == [80]


async def test_the_deadline_counts_all_redirects_together(net: Net, download: Download) -> None:
    async def answer(visit: Visit) -> None:
        await asyncio.sleep(0.6)
        await redirect(f"{visit.path}x")(visit)

    await net.site("bad.example", answer)
    assert "slow" in await refused(download)
