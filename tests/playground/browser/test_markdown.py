"""The page's markdown: the subset chat clients know, in time linear in the text."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PARSE = "async (text) => (await import('/markdown.js')).parse(text)"
TIMED = """async (text) => {
    const { parse } = await import('/markdown.js');
    const began = performance.now();
    const tree = parse(text);
    return [performance.now() - began, tree.length];
}"""


def shape(node: Any) -> Any:
    """A tree as short text: `strong(em(word))`."""
    if isinstance(node, list):
        return " ".join(shape(one) for one in node)
    kind = node["type"]
    if kind == "text":
        return node["text"]
    if kind == "list":
        inside = " ".join(f"li({shape(one['children'] + one['lists'])})" for one in node["items"])
        return f"{'ol' if node['ordered'] else 'ul'}({inside})"
    name = f"h{node['level']}" if kind == "heading" else "p" if kind == "paragraph" else kind
    if kind == "link":
        return f"link[{node['href']}]({shape(node['children'])})"
    if "children" in node:
        return f"{name}({shape(node['children'])})"
    return f"{name}[{node.get('text') or node.get('id') or node.get('name')}]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**a** *b* _c_ __d__ ~~e~~", "p(strong(a)   em(b)   em(c)   underline(d)   strike(e))"),
        ("***both***", "p(strong(em(both)))"),
        ("**a *b***", "p(strong(a  em(b)))"),
        ("*a **b***", "p(em(a  strong(b)))"),
        ("snake_case_name", "p(snake_case_name)"),
        ("2 * 3 * 4", "p(2 * 3 * 4)"),
        ("a ~~b **c~~ d**", "p(a  strike(b **c)  d**)"),
        ("****", "p(****)"),
        ("||hidden||", "p(spoiler(hidden))"),
        ("`*a*` and ``b`c``", "p(code[*a*]  and  code[b`c])"),
        (r"\*a\* \[b](c)", "p(*a* [b](c))"),
        ("# One\n## Two\n### Three\n#### Four", "h1(One) h2(Two) h3(Three) p(#### Four)"),
        ("-# small\nlarge", "subtext(small) p(large)"),
        ("#no heading", "p(#no heading)"),
        ("> a\n> b\nc", "quote(p(a\nb)) p(c)"),
        ("> > a", "quote(p(> a))"),
        (">>> a\n\nb", "quote(p(a\n\nb))"),
        ("- a\n  - b\n- c", "ul(li(a ul(li(b))) li(c))"),
        ("1. a\n2. b\n- c", "ol(li(a) li(b)) ul(li(c))"),
        ("```py\nx = 1\n```after", "code_block[x = 1] p(after)"),
        ("before ```x``` after", "p(before) code_block[x] p(after)"),
        ("``` never closed", "p(``` never closed)"),
        ("[a **b**](https://x.org)", "p(link[https://x.org](a  strong(b)))"),
        ("[a](https://x.org/p_(q))", "p(link[https://x.org/p_(q)](a))"),
        ("[a](javascript:alert(1))", "p([a](javascript:alert(1)))"),
        ("[[a](https://x.org)", "p([ link[https://x.org](a))"),
        ("see https://x.org/a.", "p(see  link[https://x.org/a](https://x.org/a) .)"),
        ("**https://x.org**", "p(strong(link[https://x.org](https://x.org)))"),
        ("<https://x.org>", "p(link[https://x.org](https://x.org))"),
        ("<@1> <@&2> <#3>", "p(user[1]   role[2]   channel[3])"),
        ("</story show:4>", "p(command[story show])"),
        ("@everyone", "p(everyone[@everyone])"),
    ],
)
async def test_markdown_reads_as_chat_clients_read_it(
    modules: Page, text: str, expected: str
) -> None:
    assert shape(await modules.evaluate(PARSE, text)) == expected


HOSTILE = {
    "brackets": "[a](",
    "links without end": "[a](http://x(",
    "stars": "*",
    "every mark": "*_~|`",
    "unclosed in unclosed": "**_a ~~||",
    "fences": "```a\n",
    "quotes": "> ",
    "angles": "<",
    "addresses": "<https://a",
    "times": "<t:1",
    "mentions": "@everyon",
    "lines": "\n",
    "backslashes": "\\",
    "ticks": "`a``b",
    "lists": "  - a\n",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_ten_times_the_hostile_text_takes_about_ten_times_as_long(
    modules: Page, name: str
) -> None:
    piece = HOSTILE[name]
    small = piece * (20_000 // len(piece))
    await modules.evaluate(TIMED, small)  # warm
    tries: list[tuple[float, float]] = []
    # A busy machine disturbs a try; a square law, a hundred times as long, fails in all of them.
    for _ in range(8):
        short, _ = await modules.evaluate(TIMED, small)
        long, _ = await modules.evaluate(TIMED, small * 10)
        if long < 40 * max(short, 1.0):
            return
        tries.append((short, long))
    pytest.fail(f"milliseconds, for once and ten times the text: {tries}")
