from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Storage, open_storage
from storage.database import Transaction, open_database
from storage.search import FEW, RERANKED
from storage.search_records import Answer, Question
from storage.story_records import Passage, Story, StoryText
from storage.story_rows import insert

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Text = Callable[..., StoryText]

NASTY = [
    "", " ", "\t\n", "\0", "\ud800", "\udc00\ud800", "\ufeff", "\u200b", "*", "**", "a*", "*a",
    '"', '""', '"bridge', "'", "''; DROP TABLE stories; --", "(", ")", "()", "((bridge", "AND",
    "OR", "NOT", "NEAR", "NEAR(", "NEAR(a b, 2)", "bridge AND", "OR bridge",
    "NOT bridge", "a AND OR b",
    "hello-world", "-bridge", "+bridge", "^bridge", "headline:bridge", "scope:g1002", "g1002",
    "{headline} : bridge", "bridge:", ":", ",", ".", "%", "_", "%bridge%", "\\", "/", "[a](b)",
    "@everyone", "<@1>", "\N{COMBINING ACUTE ACCENT}", "\N{PILE OF POO}", "\u202ebridge", "`", "$1",
    "?1", ":1", "NULL", "0", "-1", "1e9", str(2**70), "x" * 100_000, "a " * 5_000, "桥" * 500,
    '" OR scope : "g1002', "} : x", "\ue000", "a\ue000b", "\ufdd0", "ก็", "한국어", "ｶﾞｷﾞ",
]  # fmt: skip


async def add(storage: Storage, text: StoryText, guild_id: int = HERE) -> Story:
    return await storage.stories.add(guild_id, text, 5, NOW)


async def find(storage: Storage, guild_id: int, words: str, page: int = 1, size: int = 5) -> Answer:
    return await storage.search.find(guild_id, Question(words=words), page=page, size=size)


def headlines(page: Answer) -> list[str]:
    return [story.headline for story in page.stories]


@pytest.fixture
async def bridge(storage: Storage, text: Text) -> Story:
    return await add(
        storage,
        text(
            "Harbour bridge reopens: Crème brûlée for all",
            summary=(Passage("Both lanes carry TRAFFIC again.", 4), Passage("It rained.", 5)),
            key_facts=(Passage("14 cables renewed for $2.5 million", 6),),
            body=("Only the body says chrysanthemum.",),
        ),
    )


@pytest.mark.parametrize(
    "query",
    [
        "bridge", "BRIDGE harbour", "traffic", "lanes rained", "cables", "14", "$2.5",
        "2.5 million", "creme BRULEE", "reopens:", '"harbour bridge"', "bridge, traffic!",
        "bridge * -- (again)",
    ],
)  # fmt: skip
async def test_words_are_found_in_headline_summary_and_key_facts(
    storage: Storage, bridge: Story, query: str
) -> None:
    page = await find(storage, HERE, query)
    assert (page.stories, page.number, page.has_more, page.total) == ((bridge,), 1, False, 1)


@pytest.mark.parametrize("query", ["chrysanthemum", "bridge tunnel", "4", "6", "g1001", "City"])
async def test_what_the_story_does_not_say_is_not_found(
    storage: Storage, bridge: Story, query: str
) -> None:
    assert (await find(storage, HERE, query)).stories == ()


async def test_beginnings_are_tried_only_when_whole_words_find_nothing(
    storage: Storage, text: Text
) -> None:
    whole = await add(storage, text("The port opens"))
    longer = await add(storage, text("The ports opened"))
    search = partial(find, storage)
    assert (await search(HERE, "port")).stories == (whole,)
    assert (await search(HERE, "opene")).stories == (longer,)
    assert (await search(HERE, "open")).stories == (longer, whole)
    # Three letters begin too many words.
    assert (await search(HERE, "ope")).stories == ()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("打拐", True), ("儿童", True), ("案件", True), ("警方", True), ("2011", True),
        ("2011年", True), ("8月", True), ("APEC", True), ("apec峰会", True), ("打拐 案件", True),
        ("京警", False),
        ("童打", False), ("件警", False), ("公安", False), ("APEC公安", False), ("201", False),
    ],
)  # fmt: skip
async def test_chinese_words_are_found_inside_sentences_but_not_across_stops(
    storage: Storage, text: Text, query: str, found: bool
) -> None:
    story = await add(
        storage,
        text(
            "全国开展打拐行动，解救儿童",
            summary=(Passage("打击拐卖案件。警方2011年8月在北京的ＡＰＥＣ峰会上说。", 0),),
            key_facts=(),
        ),
    )
    expected = (story,) if found else ()
    assert (await find(storage, HERE, query)).stories == expected
    assert (await find(storage, ELSEWHERE, query)).stories == ()


@pytest.mark.parametrize(
    ("headline", "query"),
    [
        ("東京でサミット開催", "サミット"),
        ("東京でｻﾐｯﾄ開催", "サミット"),
        ("서울에서 정상회의 개최", "정상"),
        ("ประชุมที่กรุงเทพมหานคร", "กรุงเทพ"),
        ("Встреча в Москве", "москве"),
        ("اجتماع في القاهرة", "القاهرة"),
        ("दिल्ली में बैठक", "दिल्ली"),
        ("Αθήνα: σύνοδος", "ΑΘΉΝΑ"),
    ],
)
async def test_other_scripts_are_found_too(
    storage: Storage, text: Text, headline: str, query: str
) -> None:
    story = await add(storage, text(headline))
    await add(storage, text("Something else"))
    assert (await find(storage, HERE, query)).stories == (story,)


@pytest.mark.parametrize(
    ("headline", "queries"),
    [
        ("CO₂ emissions fall", ("CO2", "CO₂", '"co2 emissions"', "emissions -co3")),
        ("Oﬃce ﬁre is out", ("office fire", "oﬃce", '"office fire"', "offi*")),
        ("ＡＰＥＣ summit opens", ("apec", "ＡＰＥＣ", '"apec summit"')),
        ("Plot of 5 m² sold", ("m2", "5 m²")),
        ("Har\u00adbour is\u200bland", ("harbour", "har\u200bbour island")),
    ],
)
async def test_letters_of_another_form_are_found_in_either(
    storage: Storage, text: Text, headline: str, queries: tuple[str, ...]
) -> None:
    story = await add(storage, text(headline))
    await add(storage, text("Something else"))
    for query in queries:
        found = await find(storage, HERE, query)
        assert found.stories == (story,), query
        (snippet,) = found.snippets
        assert snippet.text == headline
        assert snippet.hits
    assert await storage.completions.stories(HERE, queries[0]) == (story,)


async def test_headlines_under_embargo_take_no_place_among_those_that_are_offered(
    storage: Storage, text: Text
) -> None:
    story = await add(storage, text("Bridge reopens"))
    for _ in range(2):
        kept = text("Bridge is sold")
        await storage.stories.add(HERE, kept, 5, NOW, embargo_until=NOW + DAY)
    offered = await storage.completions.stories(HERE, "bridge", limit=2)
    assert offered == (story,)
    assert len(await storage.completions.stories(HERE, "bridge", limit=2, embargoed=True)) == 2


async def test_the_newest_comes_first_whatever_was_added_first(
    storage: Storage, text: Text
) -> None:
    for days in (-2, 0, -5, -1):
        await add(storage, text(f"Bridge {days}", published_at=NOW + days * DAY))
    await add(storage, text("Bridge undated", published_at=None))
    page = await find(storage, HERE, "bridge")
    assert headlines(page) == ["Bridge 0", "Bridge -1", "Bridge -2", "Bridge -5", "Bridge undated"]


async def test_a_headline_hit_passes_newer_ones_but_not_by_months(
    storage: Storage, text: Text
) -> None:
    def told(headline: str, days: int) -> StoryText:
        summary = (Passage("A bridge in passing.", 0),)
        return text(headline, summary=summary, published_at=NOW - days * DAY)

    for story in (told("Bridge old", 200), told("Bridge recent", 5), told("Other news", 0)):
        await add(storage, story)
    page = await find(storage, HERE, "bridge")
    assert headlines(page) == ["Bridge recent", "Other news", "Bridge old"]


@pytest.mark.parametrize("elsewhere", [0, FEW])
async def test_pages_show_every_hit_once_beyond_the_reranked_too(
    path: Path, text: Text, elsewhere: int
) -> None:
    async with open_storage(path) as storage:
        await storage.guilds.join(HERE, NOW)
        await storage.guilds.join(ELSEWHERE, NOW)
    many = RERANKED + 17

    async def fill(transaction: Transaction) -> None:
        for n in range(many):
            story = text(f"Bridge {n}" if n % 7 else "Other", published_at=NOW + n % 11 * DAY)
            story = text(story.headline, published_at=story.published_at, summary=(
                Passage("The bridge stands.", 0),
            ))  # fmt: skip
            await insert(transaction, HERE, story, 5, NOW)
        for _ in range(elsewhere):
            await insert(transaction, ELSEWHERE, text("Bridge"), 5, NOW)

    async with open_database(path) as database:
        await database.transaction(fill)
    async with open_storage(path) as storage:
        number, seen, more = 1, list[int](), True
        while more:
            page = await find(storage, HERE, "bridge", page=number, size=7)
            assert page.total is None
            seen += [story.id for story in page.stories]
            number, more = number + 1, page.has_more
        assert len(seen) == len(set(seen)) == many
        assert number - 1 == -(-many // 7)
        beyond = await find(storage, HERE, "bridge", page=number + 5, size=7)
        assert (beyond.stories, beyond.has_more) == ((), False)


async def test_a_search_counts_what_it_found(storage: Storage, text: Text) -> None:
    for n in range(7):
        await add(storage, text(f"Bridge {n}"))
    first = await find(storage, HERE, "bridge", size=5)
    last = await find(storage, HERE, "bridge", page=2, size=5)
    assert (len(first.stories), first.has_more, first.total) == (5, True, 7)
    assert (len(last.stories), last.has_more, last.total) == (2, False, 7)


@pytest.mark.parametrize("query", NASTY)
async def test_nasty_queries_answer_and_never_with_anothers_story(
    storage: Storage, text: Text, query: str
) -> None:
    await add(storage, text("Secret bridge of server g1002"), ELSEWHERE)
    await add(storage, text("Our bridge"))
    for page in (1, 2):
        found = await find(storage, HERE, query, page)
        assert {story.guild_id for story in found.stories} <= {HERE}
    assert {story.guild_id for story in await storage.completions.stories(HERE, query)} <= {HERE}
    await storage.stories.sections(HERE, query)
    await storage.stories.latest(HERE, query)


async def test_nothing_to_search_for_is_an_empty_page(storage: Storage, bridge: Story) -> None:
    empty = Answer(stories=(), number=3, has_more=False, total=0)
    for query in ("", "   ", "*", "\0", "...", "\u200b", "\ue000"):
        assert await find(storage, HERE, query, 3) == empty


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=60), headline=st.text(min_size=1, max_size=60))
async def test_whatever_is_stored_or_typed_search_answers(
    storage: Storage, text: Text, query: str, headline: str
) -> None:
    story = await add(storage, text(headline, section=(query, headline)))
    for typed in (query, headline, f"{query} {headline}"):
        await find(storage, HERE, typed)
        await storage.completions.stories(HERE, typed)
        await storage.stories.sections(HERE, typed)
        await storage.stories.latest(HERE, typed)
    assert (await find(storage, ELSEWHERE, headline)).stories == ()
    assert await storage.stories.get(HERE, story.id) == story


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.lists(
        st.from_regex(r"[a-z]{1,8}|[一-龥ぁ-ん]{1,4}|[0-9]{1,4}", fullmatch=True),
        min_size=1,
        max_size=6,
    ),
    data=st.data(),
)
async def test_every_word_of_a_headline_finds_its_story(
    storage: Storage, text: Text, words: list[str], data: st.DataObject
) -> None:
    headline = data.draw(st.sampled_from([" ", ", ", " – "])).join(words)
    story = await add(storage, text(headline))
    page = await find(storage, HERE, data.draw(st.sampled_from(words)), size=RERANKED)
    assert story.id in [hit.id for hit in page.stories]
    page = await find(storage, HERE, headline, size=RERANKED)
    assert story.id in [hit.id for hit in page.stories]


async def test_headlines_complete_while_the_words_are_being_typed(
    storage: Storage, bridge: Story, text: Text
) -> None:
    complete = storage.completions.stories
    for typed in ("h", "ha", "Harb", "bri har", "reopens b", "creme", "BR"):
        assert await complete(HERE, typed) == (bridge,), typed
        assert await complete(ELSEWHERE, typed) == ()
    # Not the middle of a word, and not what only the summary says.
    for typed in ("arbour", "traffic", "har tunnel"):
        assert await complete(HERE, typed) == (), typed


async def test_completing_finds_chinese_from_anywhere_in_the_headline(
    storage: Storage, text: Text
) -> None:
    story = await add(storage, text("全国开展打拐行动2011"))
    for typed in ("全", "打拐", "行动", "行动2011", "20"):
        assert await storage.completions.stories(HERE, typed) == (story,), typed
    assert await storage.completions.stories(HERE, "拐打") == ()


async def test_completing_nothing_offers_the_newest(storage: Storage, text: Text) -> None:
    for n in range(30):
        await add(storage, text(f"Story {n}", published_at=NOW + n * DAY))
    offered = await storage.completions.stories(HERE, " ")
    assert [story.headline for story in offered] == [f"Story {n}" for n in range(29, 4, -1)]
    assert len(await storage.completions.stories(HERE, "story", limit=3)) == 3


async def test_a_number_completes_to_the_story_with_that_id_first(
    storage: Storage, text: Text
) -> None:
    wanted = await add(storage, text("Plain"))
    other = await add(storage, text(f"{wanted.id} ships left"))
    foreign = await add(storage, text("Foreign"), ELSEWHERE)
    for typed in (f"{wanted.id}", f"#{wanted.id}", f" {wanted.id} "):
        assert await storage.completions.stories(HERE, typed) == (wanted, other)
    assert await storage.completions.stories(HERE, f"{foreign.id}") == ()
    assert await storage.completions.stories(HERE, str(2**63)) == ()
    assert await storage.completions.stories(HERE, "9" * 30) == ()


async def test_the_index_follows_what_becomes_of_a_story(
    storage: Storage, text: Text, path: Path
) -> None:
    kept, gone, changed = [
        await add(storage, text(f"{name} story 消息")) for name in ("Kept", "Gone", "Changed")
    ]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM stories WHERE id = ?", (gone.id,))
        connection.execute(
            "UPDATE stories SET headline = 'Renamed', headline_grams = '新', summary = ?"
            " WHERE id = ?",
            ('[["hm",0]]', changed.id),
        )
        # FTS5 compares its words with those of the view.
        for index in ("story_search", "story_headlines"):
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
            with suppress(sqlite3.OperationalError):  # newer SQLite looks at the view only so
                connection.execute(
                    f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"
                )
    search = partial(find, storage)
    assert (await search(HERE, "消息")).stories == (kept,)
    for query, found in (("gone", 0), ("changed", 0), ("renamed", 1), ("新", 1), ("hm", 1)):
        assert len((await search(HERE, query)).stories) == found, query
    assert len(await storage.completions.stories(HERE, "ren")) == 1
    assert await storage.completions.stories(HERE, "chan") == ()
