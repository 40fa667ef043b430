"""Ways to summarise an article in three sentences: ours, the lead, and other people's libraries.

A peer that is not installed is named with the reason; nothing here downloads. sumy and newspaper4k
cut sentences with NLTK models that have to be downloaded, so they are given our sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from bot.editing.summary import summarise
from bot.errors import Unreadable
from bot.reading.article import Article
from bot.reading.pasted_page import read_pasted_page
from bot.reading.sentences import split_sentences

SENTENCES = 3
OURS, CLEAN_LEAD, RAW_LEAD = "dateline", "clean Lead-3", "raw Lead-3"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as every method gets it. article: None where our reader refuses it."""

    raw: str
    article: Article | None
    sentences: list[str]


Summariser = Callable[[Reading], list[str]]


def read(text: str) -> Reading:
    """The text as our reader takes it apart: credits and datelines off, sentences cut."""
    try:
        article = read_pasted_page(text)
    except Unreadable:
        return Reading(text, None, split_sentences(text))
    return Reading(
        text, article, [one for paragraph in article.body for one in split_sentences(paragraph)]
    )


def summarisers() -> tuple[dict[str, Summariser], list[str]]:
    """All that are installed, by name, and a line for each one that is not."""
    found: dict[str, Summariser] = {RAW_LEAD: _raw_lead, CLEAN_LEAD: _clean_lead, OURS: _ours}
    missing: list[str] = []
    for name, make in (
        ("sumy TextRank", lambda: _sumy("text_rank", "TextRankSummarizer")),
        ("sumy LexRank", lambda: _sumy("lex_rank", "LexRankSummarizer")),
        ("newspaper4k", _newspaper),
    ):
        try:
            found[name] = make()
        except ImportError as error:
            missing.append(f"{name} is not measured: {error}. `make bench` installs it.")
    return found, missing


def _raw_lead(reading: Reading) -> list[str]:
    return split_sentences(reading.raw)[:SENTENCES]


def _clean_lead(reading: Reading) -> list[str]:
    return reading.sentences[:SENTENCES]


def _ours(reading: Reading) -> list[str]:
    if reading.article is None:
        return reading.sentences[:SENTENCES]
    return [passage.text for passage in summarise(reading.article, sentences=SENTENCES)]


class _Tokenizer:
    """What sumy asks of a tokenizer, without NLTK's models."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(_WORD.findall(sentence))


def _sumy(module: str, kind: str) -> Summariser:
    models: Any = import_module("sumy.models.dom")
    stemmer = import_module("sumy.nlp.stemmers").Stemmer("english")
    summarizer: Any = getattr(import_module(f"sumy.summarizers.{module}"), kind)(stemmer)
    summarizer.stop_words = import_module("sumy.utils").get_stop_words("english")
    tokenizer = _Tokenizer()

    def summary(reading: Reading) -> list[str]:
        sentences = [models.Sentence(text, tokenizer) for text in reading.sentences]
        document = models.ObjectDocumentModel([models.Paragraph(sentences)])
        return [str(sentence) for sentence in summarizer(document, SENTENCES)]

    return summary


def _newspaper() -> Summariser:
    nlp: Any = import_module("newspaper.nlp")
    stop_words = import_module("newspaper.text").StopWords("en")

    def summary(reading: Reading) -> list[str]:
        title = reading.article.headline if reading.article else reading.sentences[0]
        ranked: Sequence[tuple[int, str, float]] = nlp.scored_sentences(
            reading.sentences,
            list(stop_words.tokenizer(title)),
            nlp.keywords(" ".join(reading.sentences), stop_words, 10),
            stop_words,
        )
        return [text for _, text, _ in sorted(ranked[:SENTENCES])]

    return summary
