"""Articles for the tests, in our own words."""

from __future__ import annotations

from bot.reading.article import Article
from bot.reading.language import language_of
from bot.reading.length import count_words, reading_minutes


def article_of(*body: str, headline: str = "A water line for three villages") -> Article:
    """An article that was read without doubts."""
    whole = "\n".join(body)
    return Article(
        headline=headline,
        body=body,
        language=language_of(whole),
        word_count=count_words(whole),
        reading_minutes=reading_minutes(whole),
    )


WATER = article_of(
    "Three villages in the hills have finished a water line that they planned together for nine"
    " years, according to the county office.",
    "The line is 12 kilometers long and serves 4,100 people. It cost 3.5 million yuan, and most"
    " of that came from the villagers.",
    '"We used to carry every bucket," said a farmer who worked on it for two winters.',
    "They will not rest now. Who would have thought so? The county wants to build four more water"
    " lines of this kind before the next dry season begins in May.",
    "A bell was rung when the first water came, and the children of the three villages got a day"
    " off from school.",
)
CHINESE = article_of(
    "三个山村的村民用九年时间修建了一条水渠，今年春天正式通水。",
    "县政府说，这条水渠长12公里，惠及4100名村民，总投资约3.5亿元。",
    "他参加了两个冬天的施工。“以前每一桶水都要自己挑。”一位村民说。",
    "县里计划明年再修建四条同样的水渠，让更多村民用上自来水。",
    headline="三个村庄合作修建水渠",
)
