"""What is written as OPML is read again, whatever a feed or a section is called."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

from hypothesis import example, given
from hypothesis import strategies as st

from bot.reading.opml import Outline, read_opml, write_opml

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NAMES = st.text(st.characters(codec=None), min_size=1, max_size=30)
URL = 'https://quay.example/feed?a=1&b="2"'


@given(title=NAMES, section=NAMES)
@example(title="=HYPERLINK(1)", section="../../etc/passwd")
@example(title="a\x00\x0b\ud800\ufffeb", section="\x1b]]>")
@example(title="</outline><script>", section="&x;<!-- \n")
def test_any_name_gives_a_well_formed_list_of_just_that_feed(title: str, section: str) -> None:
    feeds = [Outline(url=URL, title=title, section=(section,))]
    written = write_opml("Feeds", feeds, NOW).encode()
    tree = ElementTree.fromstring(written)
    (found,) = [one for one in tree.iter("outline") if "xmlUrl" in one.attrib]
    assert found.attrib["xmlUrl"] == URL
    assert len(list(tree.iter("outline"))) <= 2
    (again,) = read_opml(written)
    assert again.url is not None
    assert again.url.startswith("https://quay.example/feed?a=1")


@given(
    url=st.sampled_from(["file:///etc/passwd", "../../etc/passwd", "javascript:alert(1)", "", "=1"])
)
def test_what_is_no_web_address_is_no_feed_to_follow(url: str) -> None:
    (read,) = read_opml(write_opml("Feeds", [Outline(url=url, title="x")], NOW).encode())
    assert read.url is None
