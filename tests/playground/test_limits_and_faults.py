"""Rate limits by Discord's rules, and faults on order, as discord.py meets them."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import discord
import pytest

from playground import Playground
from playground.rate_limits import RateLimits
from playground.records import Channel, Guild, Member
from tests.playground.trybot import Start, TryBot, until

SEND = "POST /channels/*/messages"


@pytest.fixture
async def channel(pg: Playground, start: Start, news: Channel) -> discord.TextChannel:
    bot = await start(TryBot(pg.socket_path))
    found = bot.get_channel(news.id)
    assert isinstance(found, discord.TextChannel)
    return found


def statuses(pg: Playground) -> list[int]:
    return [one.status for one in pg.requests.to("POST", "/channels/{channel}/messages")]


async def test_off_by_default_a_burst_passes(pg: Playground, channel: discord.TextChannel) -> None:
    for number in range(20):
        await channel.send(str(number))
    assert statuses(pg) == [200] * 20


async def test_five_in_five_seconds_a_channel_and_discord_py_waits_of_itself(
    pg: Playground, channel: discord.TextChannel
) -> None:
    pg.limits.enabled = True
    began = time.monotonic()
    for number in range(6):
        await channel.send(str(number))
    assert time.monotonic() - began > 4  # at least: however busy the machine is
    assert 429 not in statuses(pg)


def ask(limits: RateLimits, channel: str = "1", route: str = "/channels/{channel}/messages") -> Any:
    return limits.check("POST", route, {"channel": channel})


def test_a_full_bucket_says_when_it_empties_and_others_are_their_own() -> None:
    limits = RateLimits(enabled=True)
    verdicts = [ask(limits) for _ in range(6)]
    assert [one.remaining for one in verdicts] == [4, 3, 2, 1, 0, 0]
    assert verdicts[4].retry_after is None
    refused = verdicts[5]
    assert 4 < refused.retry_after <= 5
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert refused.headers["Retry-After"] == "5"
    assert refused.headers["X-RateLimit-Scope"] == "user"
    assert ask(limits, channel="2").retry_after is None
    same = {one.headers["X-RateLimit-Bucket"] for one in verdicts}
    assert same == {ask(limits, channel="3").headers["X-RateLimit-Bucket"]}


@pytest.mark.parametrize("window", ["fixed", "sliding"])
def test_fifty_a_second_in_all_but_interactions_do_not_count(window: str) -> None:
    limits = RateLimits(enabled=True, window=window)
    verdicts = [ask(limits, channel=str(number)) for number in range(51)]
    assert [one.retry_after for one in verdicts[:50]] == [None] * 50
    assert verdicts[50].scope == "global"
    assert verdicts[50].headers["X-RateLimit-Global"] == "true"
    assert 0 < verdicts[50].retry_after <= 1
    path = "/interactions/{interaction}/{token}/callback"
    assert limits.check("POST", path, {"token": "t"}).retry_after is None


def test_the_windows_differ_in_what_two_bursts_may_do() -> None:
    """Half a second apart around the turn of a second: a fixed window lets 100 through."""
    passed: dict[str, int] = {}
    for window in ("fixed", "sliding"):
        limits = RateLimits(enabled=True, window=window, per_second=10)
        limits._second = time.monotonic() - 0.9
        first = [ask(limits, channel=f"a{n}") for n in range(10)]
        time.sleep(0.15)
        second = [ask(limits, channel=f"b{n}") for n in range(10)]
        passed[window] = sum(one.retry_after is None for one in [*first, *second])
    assert passed == {"fixed": 20, "sliding": 10}


def test_ten_thousand_invalid_requests_ban_the_address() -> None:
    limits = RateLimits(enabled=True, invalid_until_ban=3)
    limits.count_answer(429, "shared")
    limits.count_answer(404)
    for status in (401, 403):
        limits.count_answer(status)
    assert ask(limits).scope == "user"
    limits.count_answer(429)
    assert ask(limits).scope == "cloudflare"


async def test_publishing_has_ten_an_hour_and_a_long_wait_is_raised(
    pg: Playground, start: Start, guild: Guild
) -> None:
    wire = pg.world.add_channel(guild, "wire", kind="announcement")
    bot = await start(TryBot(pg.socket_path))
    target = bot.get_channel(wire.id)
    assert isinstance(target, discord.TextChannel)
    messages = [await target.send(str(number)) for number in range(11)]
    pg.limits.enabled = True
    for message in messages[:10]:
        await message.publish()
    with pytest.raises(discord.RateLimited) as no:
        await messages[10].publish()
    assert no.value.retry_after > 3000
    refused = pg.requests[-1]
    assert refused.status == 429
    assert refused.answer["retry_after"] > 3000
    published = [one for one in wire.messages.values() if one.flags & 1]
    assert len(published) == 10


@pytest.mark.parametrize("scope", ["user", "global", "shared"])
async def test_a_limit_on_order_is_waited_out(
    pg: Playground, channel: discord.TextChannel, scope: str
) -> None:
    pg.faults.limit(0.2, on=SEND, scope=scope)
    began = time.monotonic()
    await channel.send("x")
    assert time.monotonic() - began > 0.2
    assert statuses(pg) == [429, 200]
    refused = pg.requests.to("POST", "/channels/{channel}/messages")[0].answer
    assert (refused["retry_after"], refused["global"]) == (0.2, scope == "global")


async def test_a_ban_page_has_no_via_and_is_raised_at_once(
    pg: Playground, channel: discord.TextChannel
) -> None:
    pg.faults.limit(600, on=SEND, scope="cloudflare")
    with pytest.raises(discord.HTTPException) as no:
        await channel.send("x")
    assert no.value.status == 429
    assert "1015" in no.value.text


@pytest.mark.parametrize(("status", "tries"), [(500, 2), (502, 2), (504, 2), (503, 1)])
async def test_a_server_error_is_tried_again_but_not_503(
    pg: Playground, channel: discord.TextChannel, status: int, tries: int
) -> None:
    pg.faults.status(status, on=SEND)
    if tries == 2:
        await channel.send("x")
    else:
        with pytest.raises(discord.DiscordServerError):
            await channel.send("x")
    assert statuses(pg) == [status, 200][:tries]


async def test_a_cut_before_is_nothing_done_and_a_cut_after_is_done(
    pg: Playground, channel: discord.TextChannel, news: Channel
) -> None:
    pg.faults.cut_before(on=SEND)
    with pytest.raises(aiohttp.ClientError):
        await channel.send("lost", nonce="n1")
    assert news.messages == {}
    pg.faults.cut_after(on=SEND)
    with pytest.raises(aiohttp.ClientError):
        await channel.send("sent", nonce="n1")
    assert len(news.messages) == 1
    again = await channel.send("sent", nonce="n1")
    assert list(news.messages) == [again.id]
    assert statuses(pg) == [0, 0, 200]


async def test_slow_before_and_slow_after(
    pg: Playground, channel: discord.TextChannel, news: Channel
) -> None:
    pg.faults.slow(0.2, on=SEND)
    sending = asyncio.create_task(channel.send("x"))
    await asyncio.sleep(0.1)
    assert news.messages == {}
    await sending
    pg.faults.slow_answer(0.2, on=SEND)
    sending = asyncio.create_task(channel.send("y"))
    await until(lambda: len(news.messages) == 2, 0.15)
    assert not sending.done()
    await sending


async def test_a_fault_is_used_up_and_only_by_what_it_names(
    pg: Playground, channel: discord.TextChannel, news: Channel
) -> None:
    pg.faults.status(503, on=SEND, times=2)
    await channel.typing()
    for _ in range(2):
        with pytest.raises(discord.DiscordServerError):
            await channel.send("x")
    assert pg.faults.waiting == []
    await channel.send("x")


async def test_what_changes_in_the_world_is_met_as_discords_codes(
    pg: Playground, channel: discord.TextChannel, guild: Guild, news: Channel, ana: Member
) -> None:
    bot_member = guild.members[pg.world.bot.id]
    pg.world.set_overwrite(news, bot_member, deny=1 << 11)
    with pytest.raises(discord.Forbidden) as forbidden:
        await channel.send("x")
    assert forbidden.value.code == 50013
    pg.world.delete_channel(news)
    with pytest.raises(discord.NotFound) as gone:
        await channel.send("x")
    assert gone.value.code == 10003


async def test_an_answer_to_a_command_survives_one_server_error(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="x")
    async def go(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("made it")

    await start(bot)
    pg.faults.status(502, on="POST /interactions/*")
    assert (await pg.person(ana, news).slash("go")).text == "made it"
    pg.faults.status(502, on="POST /interactions/*", times=3)
    assert (await pg.person(ana, news).slash("go")).failed
