"""Pages in several languages, each with the furniture its sites have: what is the article."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.reading.pasted_page import read_pasted_page
from bot.reading.web_page import read_web_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One page and what it holds; times in ISO 8601 to the minute."""

    name: str
    language: str
    above: str
    headline: str
    between: str
    body: tuple[str, ...]
    inside: str = ""
    after: str
    published: str | None = None
    updated: str | None = None
    section: tuple[str, ...] = ()
    byline: str | None = None
    agency: str | None = None
    dateline: str | None = None
    opening: str = ""

    @property
    def paragraphs(self) -> list[str]:
        return [self.opening + self.body[0], *self.body[1:2], self.inside, *self.body[2:]]

    @property
    def pasted(self) -> str:
        return "\n".join([self.above, self.headline, self.between, *self.paragraphs, self.after])

    @property
    def html(self) -> bytes:
        def blocks(tag: str, lines: list[str]) -> str:
            return "".join(f"<{tag}>{line}</{tag}>" for line in lines if line)

        return (
            f"<html><head><title>{self.headline}</title></head><body><header>"
            f"{blocks('div', self.above.splitlines())}</header><article><h1>{self.headline}</h1>"
            f"{blocks('div', self.between.splitlines())}{blocks('p', self.paragraphs)}</article>"
            f"<footer>{blocks('div', self.after.splitlines())}</footer></body></html>"
        ).encode()


def sample(row: dict[str, Any]) -> Sample:
    return Sample(**{**row, "body": tuple(row["body"]), "section": tuple(row.get("section", ()))})


PAGES = (Path(__file__).parent / "pages_in_languages.toml").read_text(encoding="utf-8")
SAMPLES = [sample(row) for row in tomllib.loads(PAGES)["page"]]
each = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


@each
def test_a_page_of_another_language_comes_apart(sample: Sample) -> None:
    article = read_pasted_page(sample.pasted)
    assert article.body == sample.body
    assert article.headline == sample.headline
    assert article.language == sample.language


@each
def test_its_credits_are_read(sample: Sample) -> None:
    article = read_pasted_page(sample.pasted)

    def shown(moment: datetime | None) -> str | None:
        return moment.isoformat(timespec="minutes") if moment else None

    found = (article.published_at, article.updated_at)
    assert tuple(map(shown, found)) == (sample.published, sample.updated)
    for name in ("byline", "agency", "dateline"):
        if (expected := getattr(sample, name)) is not None:
            assert getattr(article, name) == expected
    if sample.section:
        assert article.section == sample.section


@each
def test_the_same_page_as_html_gives_the_same_article(sample: Sample) -> None:
    pasted = read_pasted_page(sample.pasted)
    article = read_web_page(sample.html, url="https://example.org/a/1")
    assert article.headline == sample.headline
    assert article.language == sample.language
    assert article.dateline == pasted.dateline
    assert article.body == sample.body
    assert (article.published_at, article.updated_at) == (pasted.published_at, pasted.updated_at)
