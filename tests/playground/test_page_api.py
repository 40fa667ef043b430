"""The browser page's door, called as the page calls it, with a real bot behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands, ui

from playground import Permission, Playground, Upload
from playground.records import Channel, Guild, Member
from tests.playground.trybot import Start, TryBot

JSON = dict[str, Any]


@pytest.fixture
async def pg(socket: Path) -> AsyncIterator[Playground]:
    async with Playground(socket, 0) as playground:
        yield playground


class Page:
    """What the page's script does: fetch with the token, listen to events."""

    def __init__(self, pg: Playground, session: aiohttp.ClientSession) -> None:
        self.base = f"http://127.0.0.1:{pg.port}"
        self.token = pg.token
        self.session = session

    async def call(self, method: str, path: str, **more: Any) -> tuple[int, JSON]:
        headers = {"X-Playground-Token": self.token, **more.pop("headers", {})}
        url = f"{self.base}/_playground/{path}"
        async with self.session.request(method, url, headers=headers, **more) as response:
            return response.status, await response.json()

    async def get(self, path: str) -> JSON:
        status, body = await self.call("GET", path)
        assert status == 200, body
        return body

    async def do(self, action: str, **body: Any) -> JSON:
        status, answer = await self.call("POST", f"actions/{action}", json=body)
        assert status == 200, answer
        return answer


@pytest.fixture
async def page(pg: Playground) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession() as session:
        yield Page(pg, session)


def desk_bot(pg: Playground) -> TryBot:
    bot = TryBot(pg.socket_path)

    class Form(ui.Modal, title="Add a story"):
        text = ui.Label(text="Text", component=ui.TextInput())
        where = ui.Label(text="Where", component=ui.ChannelSelect())
        page = ui.Label(text="Page", component=ui.FileUpload(required=False))

        async def on_submit(self, interaction: discord.Interaction, /) -> None:
            text, where, page = self.text.component, self.where.component, self.page.component
            names = [one.name for one in where.values] + [one.filename for one in page.values]  # type: ignore
            await interaction.response.send_message(f"{text.value} {names}", ephemeral=True)  # type: ignore

    class Buttons(ui.View):
        @ui.button(label="Open", custom_id="open")
        async def open(self, interaction: discord.Interaction, _: ui.Button[Any]) -> None:
            await interaction.response.send_modal(Form())

        @ui.select(cls=ui.UserSelect, custom_id="who")
        async def who(self, interaction: discord.Interaction, select: Any) -> None:
            await interaction.response.send_message(f"chose {select.values[0].name}")

    @bot.tree.command(description="Show a story")
    async def show(
        interaction: discord.Interaction,
        story: int,
        where: discord.TextChannel | None = None,
        paper: discord.Attachment | None = None,
    ) -> None:
        size = paper.size if paper else 0
        text = f"{story} {where and where.name} {size}"
        await interaction.response.send_message(text, view=Buttons(), ephemeral=True)

    @show.autocomplete("story")
    async def offer(_: discord.Interaction, typed: str) -> list[app_commands.Choice[int]]:
        return [app_commands.Choice(name=f"typed {typed}", value=5)]

    @bot.tree.context_menu(name="Read aloud")
    async def read(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(message.content.upper())

    @bot.tree.command(description="For managers")
    @app_commands.default_permissions(manage_guild=True)
    async def setup(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)

    return bot


async def test_the_snapshot_shows_what_one_person_may_see_and_do(
    pg: Playground, start: Start, page: Page, guild: Guild, ana: Member, news: Channel
) -> None:
    await start(desk_bot(pg))
    secret = pg.world.add_channel(
        guild, "secret", overwrites={guild.roles[guild.id]: (0, Permission.VIEW_CHANNEL)}
    )
    editors = pg.world.add_role(guild, "Editors")
    ben = pg.world.add_member(guild, "Ben", roles=[editors])
    first = await page.get("world")
    assert first["me"]["id"] == str(ana.id)
    assert [one["label"] for one in first["identities"]] == ["Ana (owner)", "Ben (Editors)"]
    assert first["bot_online"] is True
    (seen,) = first["guilds"]
    assert {one["name"] for one in seen["channels"]} == {"news", "secret"}
    assert {one["name"] for one in seen["commands"]} == {"show", "setup", "Read aloud"}
    (bens,) = (await page.get(f"world?as={ben.id}"))["guilds"]
    assert [one["name"] for one in bens["channels"]] == ["news"]
    assert {one["name"] for one in bens["commands"]} == {"show", "Read aloud"}
    assert bens["channels"][0]["can"]["manage_messages"] is False
    status, _ = await page.call("GET", f"channels/{secret.id}/messages?as={ben.id}")
    assert status == 404


async def test_a_command_its_choices_its_buttons_and_its_form(
    pg: Playground, start: Start, page: Page, ana: Member, news: Channel
) -> None:
    await start(desk_bot(pg))
    me = {"as": str(ana.id), "channel": str(news.id)}
    offered = await page.do(
        "autocomplete", **me, command="show", option="story", typed="chi", options={}
    )
    assert offered["choices"] == [{"name": "typed chi", "value": 5}]
    shown = await page.do(
        "slash", **me, command="show", options={"story": 5, "where": str(news.id)}
    )
    assert shown["state"] == "answered"
    message = shown["message"]
    assert message["content"] == "5 news 0"
    assert message["playground"]["command"] == "/show"
    await asyncio.sleep(0.05)
    who = {"as": str(ana.id), "message": message["id"]}
    chosen = await page.do("choose", **who, custom_id="who", values=[str(ana.id)])
    assert chosen["message"]["content"] == "chose ana"
    opened = await page.do("press", **who, custom_id="open")
    assert (opened["state"], opened["modal"]["title"]) == ("modal", "Add a story")
    await asyncio.sleep(0.05)
    fields = [part["component"]["custom_id"] for part in opened["modal"]["components"]]
    form = aiohttp.FormData()
    values = dict(zip(fields, ("hello", [str(news.id)], [{"file": 0}]), strict=True))
    body = {"as": str(ana.id), "interaction": opened["interaction"], "values": values}
    form.add_field("payload_json", json.dumps(body))
    form.add_field("files[0]", b"abc", filename="a.txt")
    status, sent = await page.call("POST", "actions/submit", data=form)
    assert (status, sent["message"]["content"]) == (200, "hello ['news', 'a.txt']")
    listed = await page.get(f"channels/{news.id}/messages?as={ana.id}")
    assert [one["content"] for one in listed["messages"]] == [
        "5 news 0",
        "chose ana",
        "hello ['news', 'a.txt']",
    ]
    await page.do("dismiss", **who)
    listed = await page.get(f"channels/{news.id}/messages?as={ana.id}&limit=1")
    assert (len(listed["messages"]), listed["has_more"]) == (1, True)


async def test_a_file_option_and_a_message_menu(
    pg: Playground, start: Start, page: Page, ana: Member, news: Channel
) -> None:
    await start(desk_bot(pg))
    me = {"as": str(ana.id), "channel": str(news.id)}
    body = {**me, "command": "show", "options": {"story": 1, "paper": {"file": 0}}}
    form = aiohttp.FormData()
    form.add_field("payload_json", json.dumps(body))
    form.add_field("files[0]", b"12345", filename="page.txt")
    _, shown = await page.call("POST", "actions/slash", data=form)
    assert shown["message"]["content"] == "1 None 5"
    posted = await page.do("post", **me, content="quiet words")
    read = await page.do("menu", **me, command="Read aloud", target=posted["message"]["id"])
    assert read["message"]["content"] == "QUIET WORDS"
    await page.do("react", **{"as": str(ana.id)}, message=posted["message"]["id"], emoji="👍")
    await page.do("delete", **{"as": str(ana.id)}, message=posted["message"]["id"])
    opened = await page.do("open_dm", **{"as": str(ana.id)})
    assert opened["channel"]["type"] == 1
    assert [one["name"] for one in (await page.get("world"))["dm_commands"]] == [
        "show",
        "setup",
        "Read aloud",
    ]


async def test_a_command_hidden_from_a_member_is_refused_with_a_sentence(
    pg: Playground, start: Start, page: Page, guild: Guild, news: Channel
) -> None:
    await start(desk_bot(pg))
    ben = pg.world.add_member(guild, "Ben")
    me = {"as": str(ben.id), "channel": str(news.id)}
    status, body = await page.call("POST", "actions/slash", json={**me, "command": "setup"})
    assert status == 403
    assert "lacks the permissions" in body["error"]


@pytest.mark.parametrize(
    ("action", "body", "status"),
    [
        ("slash", {}, 400),
        ("slash", {"as": "1", "channel": "1", "command": "x"}, 404),
        ("slash", {"as": "ANA", "channel": "1", "command": "x"}, 404),
        ("slash", {"as": "ANA", "channel": "x", "command": "x"}, 400),
        ("slash", {"as": "ANA", "channel": "NEWS", "command": "no"}, 403),
        ("slash", {"as": "ANA", "channel": "NEWS", "command": "show"}, 400),
        ("press", {"as": "ANA", "message": "5", "custom_id": "x"}, 404),
        ("submit", {"as": "ANA", "interaction": "5", "values": {}}, 404),
        ("post", {"as": "ANA", "channel": "NEWS", "content": ""}, 403),
        ("post", {"as": "ANA", "channel": "NEWS", "content": "x" * 2001}, 403),
        ("dance", {}, 404),
    ],
)
async def test_what_makes_no_sense_is_refused_and_the_server_lives(
    pg: Playground,
    start: Start,
    page: Page,
    ana: Member,
    news: Channel,
    action: str,
    body: JSON,
    status: int,
) -> None:
    await start(desk_bot(pg))
    names = {"ANA": str(ana.id), "NEWS": str(news.id)}
    body = {key: names.get(str(value), value) for key, value in body.items()}
    got, answer = await page.call("POST", f"actions/{action}", json=body)
    assert (got, list(answer)) == (status, ["error"])
    assert (await page.get("world"))["bot_online"]


async def test_events_come_as_the_person_may_see_them(
    pg: Playground, start: Start, page: Page, guild: Guild, ana: Member, news: Channel
) -> None:
    bot = await start(desk_bot(pg))
    ben = pg.world.add_member(guild, "Ben")
    heard: dict[int, list[JSON]] = {}

    async def listen(who: Member) -> aiohttp.ClientWebSocketResponse:
        url = f"{page.base}/_playground/events?as={who.id}&token={page.token}"
        return await page.session.ws_connect(url)

    sockets = {who.id: await listen(who) for who in (ana, ben)}
    await pg.person(ana, news).slash("show", story=3)
    secret = pg.world.add_channel(
        guild, "secret", overwrites={guild.roles[guild.id]: (0, Permission.VIEW_CHANNEL)}
    )
    await pg.person(ana, secret).post("hush")
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send("for all")
    pg.clock.move(60)
    for who, socket in sockets.items():
        heard[who] = []
        while True:
            event = json.loads((await socket.receive(timeout=3)).data)
            heard[who].append(event)
            if event["t"] == "CLOCK":
                break
        await socket.close()
    texts = {
        who: [one["d"]["content"] for one in events if one["t"] == "MESSAGE_CREATE"]
        for who, events in heard.items()
    }
    assert texts == {ana.id: ["3 None 0", "hush", "for all"], ben.id: ["for all"]}
    assert [one["d"]["path"] for one in heard[ben.id] if one["t"] == "REQUEST"][-1].endswith(
        "/messages"
    )
    assert not [one for one in heard[ben.id] if one["t"] == "CHANNEL_CREATE"]
    assert heard[ana.id][-1]["d"]["clock_offset"] > 59


async def test_a_silent_bot_is_told_to_its_asker(
    pg: Playground, start: Start, page: Page, ana: Member, news: Channel
) -> None:
    bot = await start(desk_bot(pg))
    await bot.close()
    me = {"as": str(ana.id), "channel": str(news.id)}
    answer = await page.do("slash", **me, command="show", options={"story": 1})
    assert (answer["state"], answer["error"]) == ("failed", "The application did not respond")
    assert (await page.get("world"))["bot_online"] is False


async def test_the_drawer_lists_requests_moves_the_clock_throws_faults_and_offers(
    pg: Playground, start: Start, page: Page, ana: Member, news: Channel
) -> None:
    bot = await start(desk_bot(pg))

    async def to_next() -> str:
        pg.clock.move(3600)
        return "moved to the next posting"

    pg.offer("next", "To the next posting", to_next)
    rows = (await page.get("requests"))["requests"]
    assert [row["n"] for row in rows] == sorted(row["n"] for row in rows)
    assert {"method", "path", "status", "at", "took_ms", "body", "answer"} <= set(rows[0])
    assert rows[-1]["body"][0]["name"] == "show"
    snapshot = await page.get("world")
    assert snapshot["offers"] == [{"name": "next", "label": "To the next posting"}]
    status, said = await page.call("POST", "offers/next")
    assert (status, said) == (200, {"said": "moved to the next posting"})
    _, clock = await page.call("POST", "clock", json={"real": True})
    assert clock["clock_offset"] == 0
    for fault in snapshot["faults"]:
        status, body = await page.call("POST", "faults", json={"name": fault["name"], "times": 1})
        assert (status, body) == (200, {})
    assert len(pg.faults.waiting) == 4
    status, _ = await page.call("POST", "faults", json={"name": "earthquake"})
    assert status == 404
    assert bot is not None


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Playground-Token": "wrong"},
        {"Origin": "https://evil.example"},
        {"Host": "evil.example"},
        {"Origin": "null"},
    ],
)
async def test_strangers_are_turned_away(
    pg: Playground, page: Page, headers: dict[str, str]
) -> None:
    pg.world.add_member(pg.world.add_guild("G"), "Ana")
    assert (await page.call("GET", "world"))[0] == 200
    status, body = await page.call("GET", "world", headers=headers)
    assert (status, list(body)) == (403, ["error"])
    url = f"{page.base}/_playground/events?token={headers.get('X-Playground-Token', page.token)}"
    with pytest.raises(aiohttp.WSServerHandshakeError) as no:
        await page.session.ws_connect(url, headers=headers)
    assert no.value.status == 403


async def test_the_discord_side_is_guarded_on_the_tcp_port_too(pg: Playground, page: Page) -> None:
    url = f"{page.base}/api/v10/users/@me"
    allowed = {"Authorization": f"Bot {pg.bot_token}"}
    async with page.session.get(url, headers=allowed) as response:
        assert response.status == 200
    async with page.session.get(url, headers={**allowed, "Host": "evil.example"}) as response:
        assert response.status == 403


async def test_an_uploaded_page_of_html_is_never_shown_as_html(
    pg: Playground, page: Page, ana: Member, news: Channel
) -> None:

    message = await pg.person(ana, news).post(files=[Upload("x.html", b"<script>1</script>")])
    path = message["attachments"][0]["url"].removeprefix("https://cdn.discordapp.com")
    async with page.session.get(page.base + path) as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
