# pyright: basic
"""A page's text as a tree of elements: lxml, which has no types, behind a small typed face."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol, cast

import lxml.html
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it is compiled

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}>")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "select"})
"""Elements whose text nobody sees."""

INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark q s samp small
    span strike strong sub sup time tt u var wbr img input""".split()  # noqa: SIM905
)
"""Elements that do not break the line they stand in."""
_BLANKS = re.compile(r"\s+")
# lxml.html looks each element's class up in Python: a twelfth of all the time a page takes.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)


class Element(Protocol):
    """What is used of an lxml element."""

    tag: str
    text: str | None
    tail: str | None

    def get(self, name: str) -> str | None: ...
    def iter(self, *tags: str) -> Iterator[Element]: ...
    def getparent(self) -> Element | None: ...
    def __iter__(self) -> Iterator[Element]: ...
    def __len__(self) -> int: ...


def parse_html(text: str) -> Element | None:
    """The page's tree without comments; None where there is no element in the text."""
    text = _UNFIT.sub(" ", _DECLARATION.sub("", text, count=1))
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = lxml.html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return cast("Element", root)


def lines_of(element: Element) -> list[str]:
    """The element's visible text in lines, as a browser would copy it: blocks break lines."""
    pieces: list[str] = []
    inner = cast("etree._Element", element)
    walk = etree.iterwalk(inner, events=("start", "end"))
    for event, node in walk:
        broken = "" if node.tag in INLINE else "\n"
        if event == "end":
            pieces.append(broken)
            if node is not inner and node.tail:
                pieces.append(_BLANKS.sub(" ", node.tail))
        elif node.tag in HIDDEN:
            walk.skip_subtree()
        else:
            pieces.append(broken)
            if node.text:
                pieces.append(_BLANKS.sub(" ", node.text))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return [line for line in lines if line]


def text_of(element: Element) -> str:
    """The element's visible text on one line."""
    if not len(element) and element.tag not in HIDDEN:
        return " ".join((element.text or "").split())
    return " ".join(lines_of(element))
