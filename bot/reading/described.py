"""The JSON-LD node that describes the page's article, among all the others a page carries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.reading.json_ld import Node, each_of, is_node, links_of, nodes_of, texts_of, types_of

_ARTICLE = re.compile(r"(?:Article|BlogPosting|^Report|^Review|^DiscussionForumPosting)$")
_PAGE = ("WebPage", "ItemPage", "VideoObject", "PodcastEpisode", "SocialMediaPosting")
_HOUSES = ("Organization", "NewsMediaOrganization", "Corporation", "NGO", "GovernmentOrganization")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Described:
    """The article's node, the page's breadcrumb, and who the nodes of people and houses are.

    article: {} where there is none. certain: its address or words of its headline are the page's
    own.
    """

    article: Node
    certain: bool
    crumbs: tuple[str, ...]
    by_id: dict[str, Node]

    def texts(self, *keys: str) -> list[str]:
        """The texts under these keys of the article's node, references followed."""
        return [text for key in keys for text in texts_of(self._parts(key))]

    def links(self, *keys: str) -> list[str]:
        """The addresses under these keys of the article's node."""
        return [link for key in keys for link in links_of(self._parts(key))]

    def people(self, key: str) -> list[str]:
        """Names under a key, those of houses left out."""
        return self._named(key, houses=False)

    def houses(self, key: str) -> list[str]:
        """Names under a key that are marked as houses."""
        return self._named(key, houses=True)

    def _named(self, key: str, *, houses: bool) -> list[str]:
        return [
            name
            for part in self._parts(key)
            if (is_node(part) and any(kind in _HOUSES for kind in types_of(part))) == houses
            for name in texts_of(part)
        ]

    def _parts(self, key: str) -> list[object]:
        return [self._followed(part) for part in each_of(self.article.get(key))]

    def _followed(self, part: object) -> object:
        """The node that a bare reference ({"@id": …}) means."""
        if is_node(part) and "name" not in part and isinstance(part.get("@id"), str):
            return self.by_id.get(str(part["@id"]), part)
        return part


def described_by(scripts: Sequence[str], *, addresses: Sequence[str], titles: Sequence[str]) -> (
    Described
):  # fmt: skip
    """Choose the article's node. addresses, titles: what else the page is known by."""
    nodes, broken = nodes_of(scripts)
    by_id = {
        str(node["@id"]): node
        for node in nodes
        if isinstance(node.get("@id"), str) and len(node) > 1
    }
    articles: list[Node] = []
    for node in nodes:
        if any(map(_ARTICLE.search, types_of(node))) and node not in articles[:20]:
            articles.append(node)
    chosen, certain = _choose(articles, addresses, titles)
    if not chosen:
        pages = [node for node in nodes if any(kind in _PAGE for kind in types_of(node))]
        chosen, certain = _choose(pages[:1], addresses, titles)
    return Described(chosen, certain and not broken, _crumbs(nodes), by_id)


def _choose(
    articles: Sequence[Node], addresses: Sequence[str], titles: Sequence[str]
) -> tuple[Node, bool]:
    places = {_place(address) for address in addresses if urlsplit_path(address)}
    wanted = [words for title in titles if len(words := _words(title)) > 1]
    best: tuple[float, Node] | None = None
    for node in articles:
        marks = 0.0
        if any(_place(link) in places for link in _addresses(node)):
            marks += 2
        headline = _words(" ".join([*texts_of(node.get("headline"))] or texts_of(node.get("name"))))
        if headline:
            marks += max((_likeness(headline, words) for words in wanted), default=0.0)
        marks += 0.1 * sum(key in node for key in ("headline", "datePublished", "author"))
        if best is None or marks > best[0]:
            best = (marks, node)
    if best is None:
        return {}, False
    if best[0] < 2 and len(articles) > 1:
        return {}, False  # several, and none is known to be this page's
    if best[0] < 1 and any(urlsplit_path(link) for link in _addresses(best[1])):
        return {}, False  # one, with the address and the headline of another
    return best[1], best[0] >= 1 or not wanted


def _likeness(headline: set[str], words: set[str]) -> float:
    """2 where most words of the shorter are the other's too, 1 where some are."""
    shared = len(headline & words) / min(len(headline), len(words))
    return 2.0 if shared > 0.5 else 1.0 if shared > 0.2 else 0.0


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        yield from links_of(node.get(key))
        for part in each_of(node.get(key)):
            if is_node(part):
                yield from links_of(part.get("@id"))


def urlsplit_path(address: str) -> str:
    """The path of an address, "" for a front page or something that is no address."""
    try:
        return urlsplit(address).path.strip("/")
    except ValueError:
        return ""


def _place(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return (parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/")).lower()


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _crumbs(nodes: Sequence[Node]) -> tuple[str, ...]:
    """The names of the first breadcrumb of the page."""
    for node in nodes:
        if "BreadcrumbList" not in types_of(node):
            continue
        steps: list[tuple[float, str]] = []
        for number, element in enumerate(each_of(node.get("itemListElement"))):
            if not is_node(element):
                continue
            names = [*texts_of(element.get("name")), *texts_of(element.get("item"))]
            name = next((name for name in names if "://" not in name), None)
            place = element.get("position")
            order = float(place) if isinstance(place, int | float) else float(number)
            if name:
                steps.append((order, " ".join(name.split())))
        if steps:
            return tuple(name for _, name in sorted(steps, key=lambda step: step[0]))
    return ()
