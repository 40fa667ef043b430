"""A pasted page as a whole: what each field holds, whatever form the paste has."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.errors import Unreadable
from bot.reading.article import Article
from bot.reading.pasted_page import read_pasted_page

HEAD = """Asia
Society

Villages share a new water line

Updated: 2011-08-09 08:55

(Xinhua)

Twitter Facebook Myspace Yahoo! Linkedin Mixx
"""
BODY = """BEIJING - Three villages in the hills have finished a water line that they planned \
together for nine years, according to the county office.

The line is 12 kilometers long and serves 4,100 people. It cost 3.5 million yuan, and most of that \
came from the villagers.

"We used to carry every bucket," said a farmer who worked on it for two winters.

The county now wants to build four more lines of this kind before the next dry season begins.
"""
TAIL = """E-paper

A garden for everyone

Neighbors have turned an empty lot into a place for flowers, bees and long evenings

Quiet streets
Old songs

Specials

Teacher of three generations

The woman who taught half the town to read has died at the age of 94 in her home by the river.

Two wheels, one city

More people than ever ride to work, and the city is running out of places to leave a bicycle.

Quiet streets
Night market
"""
PAGE = f"{HEAD}\n{BODY}\n{TAIL}"


def fields(article: Article) -> tuple[object, ...]:
    return (
        article.headline,
        article.section,
        article.agency,
        article.dateline,
        article.updated_at,
        article.zone_inferred,
        article.body,
    )


def test_a_pasted_page_comes_apart_into_its_fields() -> None:
    article = read_pasted_page(PAGE)
    assert article.headline == "Villages share a new water line"
    assert article.section == ("Asia", "Society")
    assert article.agency == "Xinhua"
    assert article.dateline == "BEIJING"
    assert article.publisher is None
    assert article.published_at is None
    assert article.updated_at == datetime(2011, 8, 9, 8, 55, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert article.zone_inferred
    assert article.language == "en"
    assert len(article.body) == 4
    assert article.body[0].startswith("Three villages")
    assert article.doubts == ()


def test_every_line_is_article_or_furniture_in_page_order() -> None:
    article = read_pasted_page(PAGE)
    expected = [line for line in TAIL.splitlines() if line]
    assert list(article.furniture) == ["Twitter Facebook Myspace Yahoo! Linkedin Mixx", *expected]


def test_the_seed_page_comes_apart_into_its_fields(seed_page: Path) -> None:
    article = read_pasted_page(seed_page.read_text(encoding="utf-8"))
    assert article.headline == "China wages war against infant-trafficking"
    assert article.section == ("China", "Society")
    assert (article.agency, article.dateline) == ("Xinhua", "BEIJING")
    assert article.updated_at is not None
    assert article.updated_at.isoformat(timespec="minutes") == "2011-08-09T08:55+08:00"
    assert article.zone_inferred
    assert len(article.body) == 9
    assert len(article.furniture) == 18
    kept = " ".join((article.headline, *article.body))
    for word in ("Twitter", "E-paper", "Valentine", "Li Xing", "Monsanto", "Palace Museum"):
        assert word not in kept
        assert word in " ".join(article.furniture)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(PAGE.replace("\n", "\r\n"), id="Windows line ends"),
        pytest.param(PAGE.replace("\n", "\r"), id="old Macintosh line ends"),
        pytest.param("\n".join("\t" + line for line in PAGE.splitlines()), id="tabs before"),
        pytest.param("\n".join(line + "\t \t" for line in PAGE.splitlines()), id="tabs after"),
        pytest.param(PAGE.replace(" ", "\t"), id="tabs for blanks"),
        pytest.param(PAGE.replace(" ", "\u00a0"), id="hard blanks"),
        pytest.param("\n".join(filter(None, PAGE.splitlines())), id="no blank lines"),
        pytest.param(PAGE.replace("\n", "\n \n\n"), id="many blank lines"),
        pytest.param("\ufeff" + PAGE, id="byte order mark"),
        pytest.param(PAGE + "\n" + TAIL, id="furniture twice"),
        pytest.param(TAIL + "\n" + PAGE, id="furniture before and after"),
        pytest.param(HEAD + PAGE, id="head twice"),
        pytest.param(PAGE + "\n\n" + PAGE, id="the whole page twice"),
    ],
)
def test_the_form_of_the_paste_changes_nothing(page: str) -> None:
    assert fields(read_pasted_page(page)) == fields(read_pasted_page(PAGE))


@pytest.mark.parametrize("width", [60, 72, 90])
@pytest.mark.parametrize("indent", ["", "    "])
def test_lines_broken_at_a_fixed_width_are_put_together(width: int, indent: str) -> None:
    wrapped = "\n".join(
        "\n".join(textwrap.wrap(indent + line, width)) for line in PAGE.splitlines()
    )
    assert read_pasted_page(wrapped).body == read_pasted_page(PAGE).body


def test_a_page_without_headline_uses_its_first_sentence_and_says_so() -> None:
    article = read_pasted_page(PAGE.replace("Villages share a new water line\n", ""))
    assert article.headline.startswith("Three villages in the hills have finished")
    assert article.headline.endswith("the county office.")
    assert article.doubts == ("headline",)
    assert article.section == ("Asia", "Society")
    assert len(article.body) == 4


def test_a_page_of_one_paragraph_is_read() -> None:
    article = read_pasted_page(" ".join(BODY.split()))
    assert len(article.body) == 1
    assert article.dateline == "BEIJING"
    assert article.body[0].startswith("Three villages")


def test_a_page_that_lost_its_line_breaks_keeps_stamp_agency_and_dateline() -> None:
    article = read_pasted_page(" ".join((HEAD + BODY).split()))
    assert (article.agency, article.dateline) == ("Xinhua", "BEIJING")
    assert article.updated_at is not None
    assert article.body[0].startswith("Three villages")
    assert "headline" in article.doubts


ARCHIVED = (
    "The council voted on Thursday for a second ferry to the island, the mayor said. It will carry"
    " 120 people and 14 cars. Opponents said that the quay would have to be widened by six metres"
    " first, which the budget leaves out."
)


@pytest.mark.parametrize(
    ("head", "author", "published", "updated"),
    [
        ("By . Jane Q. Doe . ", "Jane Q. Doe", None, None),
        ("By. Jane Doe. PUBLISHED:. 09:15 GMT, 3 May 2013. |. ", "Jane Doe", "2013-05-03", None),
        ("By . Jane Doe . PUBLISHED: . 09:15 GMT, 3 May 2013 . | . UPDATED: . 4 May 2013 . ",
         "Jane Doe", "2013-05-03", "2013-05-04"),
        ("Last updated at 1:25 PM on 3rd May 2013 . ", None, None, "2013-05-03"),
        ("By Jane Doe | Published 3 May 2013 | ", "Jane Doe", "2013-05-03", None),
    ],
)  # fmt: skip
def test_credits_that_an_archive_joined_to_the_text_are_no_part_of_it(
    head: str, author: str | None, published: str | None, updated: str | None
) -> None:
    article = read_pasted_page(head + ARCHIVED)
    assert article.body == (ARCHIVED,)
    assert article.byline == author
    for found, day in ((article.published_at, published), (article.updated_at, updated)):
        assert (found.date().isoformat() if found else None) == day


@pytest.mark.parametrize(
    "head", ["J. R. Smith lives here. ", "By Friday. And by car. ", "Rain. Wind. ", "By . "]
)
def test_what_is_no_credit_stays_in_the_text(head: str) -> None:
    article = read_pasted_page(head + ARCHIVED)
    assert article.body == (head + ARCHIVED,)


def test_several_short_paragraphs_are_all_kept() -> None:
    page = "Rain fell all night.\nThe bridge was closed at dawn.\nNobody was hurt, police said.\n"
    assert len(read_pasted_page(page).body) == 3


def test_a_list_inside_the_body_stays_in_the_body() -> None:
    page = """New rules for renters
Published: 2011-08-09 08:55
The council has agreed new rules for people who rent their homes in the city.
Landlords must now do three things:
- repair heating within two days
- give notice of visits
- return deposits within a month
Tenants who are refused can call a free line that the council has paid for until December."""
    article = read_pasted_page(page)
    assert len(article.body) == 6
    assert article.furniture == ()


def test_what_interrupts_the_body_is_dropped_and_the_rest_kept() -> None:
    page = """Strike stops ferries to the islands
Athens - Ferries to the islands stood still on Monday as crews began a strike over pay.
Advertisement
The union said that most of its members had joined. The owners called the strike illegal.
Read more: What the strike means for travellers
Some 20,000 travellers were stuck in the ports, the coast guard said."""
    article = read_pasted_page(page)
    assert len(article.body) == 3
    assert article.furniture == (
        "Advertisement",
        "Read more: What the strike means for travellers",
    )


def test_a_chinese_page_comes_apart_too() -> None:
    page = """首页 > 新闻 > 社会
三个村庄合作修建水渠
更新时间：2011-08-09 08:55　来源：新华网　作者：李明
分享到：微信 微博 QQ空间
　　新华社北京8月9日电（记者李明）三个山村的村民用九年时间修建了一条水渠，今年春天正式通水。
　　县政府说，这条水渠长12公里，惠及4100名村民，总投资约3.5亿元。
　　“以前每一桶水都要自己挑。”一位村民说，他参加了两个冬天的施工。
（责任编辑：王五）
相关新闻
城市夜跑族越来越多"""
    article = read_pasted_page(page)
    assert article.headline == "三个村庄合作修建水渠"
    assert article.section == ("新闻", "社会")
    assert (article.agency, article.byline, article.dateline) == ("新华网", "李明", "北京")
    assert article.updated_at == datetime(2011, 8, 9, 8, 55, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert article.language == "zh"
    assert len(article.body) == 3
    assert article.body[0].startswith("三个山村")
    assert 70 < article.word_count < 90
    assert "相关新闻" in article.furniture


def test_published_and_updated_go_to_their_own_fields() -> None:
    stamp = "Published: 9 August 2011 07:00 GMT | Updated: 10 August 2011 09:30 GMT"
    page = f"Villages share a water line\n{stamp}\n{BODY}"
    article = read_pasted_page(page)
    assert article.published_at == datetime(2011, 8, 9, 7, 0, tzinfo=UTC)
    assert article.updated_at == datetime(2011, 8, 10, 9, 30, tzinfo=UTC)
    assert not article.zone_inferred


@pytest.mark.parametrize("label", ["Updated", "Updated:", "Last updated"])
def test_a_label_on_the_line_above_belongs_to_the_date(label: str) -> None:
    article = read_pasted_page(f"Villages share a water line\n{label}\n2011-08-09 08:55\n{BODY}")
    assert article.updated_at is not None
    assert article.published_at is None


def test_the_reader_s_own_zone_is_the_last_resort_and_a_doubt() -> None:
    page = """Old tower gets a new clock
Published: 2011-08-09 08:55
The old tower in the middle of the town has a new clock, which was set going on Monday.
People gathered to hear it strike for the first time in forty years."""
    article = read_pasted_page(page, zone=ZoneInfo("Europe/Oslo"))
    assert article.published_at is not None
    assert article.published_at.utcoffset() == timedelta(hours=2)
    assert article.zone_inferred
    assert article.doubts == ("published_at",)
    assert read_pasted_page(page).published_at == datetime(2011, 8, 9, 8, 55, tzinfo=UTC)


@pytest.mark.parametrize(
    ("agency", "offset"), [("Xinhua", 8), ("Kyodo", 9), ("PTI", 5.5), ("Press Association", 1)]
)
def test_a_national_agency_s_clock_gives_the_zone(agency: str, offset: float) -> None:
    page = f"Villages share a water line\nUpdated: 2011-08-09 08:55\n({agency})\n{BODY[10:]}"
    article = read_pasted_page(page)
    assert article.updated_at is not None
    assert article.updated_at.utcoffset() == timedelta(hours=offset)
    assert article.zone_inferred
    assert article.doubts == ()


@pytest.mark.parametrize(("source", "offset"), [("Xinhua", 8), ("The Washington Post", -6)])
def test_cst_means_what_it_means_at_the_source(source: str, offset: int) -> None:
    page = (
        f"A water line for all\nBy Ann Lee ({source})\nPublished: 2011-01-09 08:55 CST\n{BODY[10:]}"
    )
    article = read_pasted_page(page)
    assert article.published_at is not None
    assert article.published_at.utcoffset() == timedelta(hours=offset)
    assert ("published_at" in article.doubts) == (source != "Xinhua")


def test_a_date_without_time_is_midnight_and_a_doubt() -> None:
    article = read_pasted_page(f"A water line for all\n9 August 2011\n{BODY}")
    assert article.published_at is not None
    assert article.published_at.isoformat(timespec="minutes") == "2011-08-09T00:00+08:00"
    assert "published_at" in article.doubts


def test_a_date_whose_day_and_month_may_be_swapped_is_a_doubt() -> None:
    article = read_pasted_page(f"A water line for all\n09/08/2011 08:55\n{BODY}")
    assert article.published_at is not None
    assert article.published_at.date().isoformat() == "2011-08-09"
    assert "published_at" in article.doubts


def test_a_bare_date_below_the_body_is_another_story_s() -> None:
    page = f"A water line for all\n{BODY}\n2019-01-02 10:00\nOther news of the day\n"
    assert read_pasted_page(page).published_at is None


def test_a_byline_with_its_house_fills_both_fields() -> None:
    page = f"Business / Industries\nA water line for all\nBy Li Na (China Daily)\n{BODY[10:]}"
    article = read_pasted_page(page)
    assert (article.byline, article.publisher) == ("Li Na", "China Daily")
    assert article.section == ("Business", "Industries")


def test_a_headline_loses_the_site_s_name_and_the_site_is_the_publisher() -> None:
    article = read_pasted_page(f"A water line for all - BBC News\n{BODY}")
    assert article.headline == "A water line for all"
    assert article.publisher == "BBC News"


def test_comments_longer_than_the_article_are_not_the_article() -> None:
    comment = "I think that they should have built it years ago, and so does my mother.\nReply\n"
    page = f"{HEAD}\n{BODY}\nComments\n" + f"someone{{}}\n3 days ago\n{comment}" * 9
    assert read_pasted_page(page).body == read_pasted_page(PAGE).body


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Twitter Facebook Myspace Yahoo! Linkedin Mixx", id="a share bar"),
        pytest.param("Home\nNews\nSport\nWeather\nBusiness\nCulture\nTravel", id="a menu"),
        pytest.param(TAIL, id="teasers"),
        pytest.param(TAIL + TAIL, id="teasers twice"),
        pytest.param(HEAD, id="a head without body"),
        pytest.param(HEAD + TAIL, id="head and teasers"),
        pytest.param(
            "We use cookies to give you the best experience on our website. Accept\n"
            "Sign up to our newsletter and get the best of the week in your inbox.\n"
            "All rights reserved.",
            id="cookie and newsletter text",
        ),
    ],
)
def test_furniture_alone_is_refused_and_said_to_be_that(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_pasted_page(text)
    assert "around an article" in str(refused.value)


@pytest.mark.parametrize("text", ["Hello", "A" * 40_000, "...", "Lifting the lid", "1 2 3 4 5 6"])
def test_a_text_without_sentence_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_pasted_page(text)
    assert "full sentence" in str(refused.value)


@pytest.mark.parametrize("text", ["", " \n\t \r\n", "\u200b\ufeff", "\x00\x00"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_pasted_page(text)
    assert "no text" in str(refused.value)


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("HONG KONG (AP) — ", "HONG KONG"),
        ("Kabul, Afghanistan (CNN) -- ", "Kabul, Afghanistan"),
        ("SAO PAULO, Brazil - ", "SAO PAULO, Brazil"),
    ],
)
def test_a_place_of_several_words_is_not_cut_when_the_paste_is_one_paragraph(
    opening: str, place: str
) -> None:
    article = read_pasted_page(opening + " ".join(BODY.split())[len("BEIJING - ") :])
    assert article.dateline == place
    assert len(article.body) == 1


@pytest.mark.parametrize(
    "menu",
    [
        "Skip to content\nHome | News | Sport\nSign in\nSubscribe",
        "Portada\nIniciar sesión\nSuscríbete",
        "Accueil\nSe connecter\nS'abonner",
        "首页\n新闻\n体育\n登录 注册",
        "ホーム\nニュース\nログイン\n会員登録",
        "الرئيسية\nأخبار\nتسجيل الدخول",
    ],
)
def test_a_menu_is_no_section(menu: str) -> None:
    page = f"{menu}\nVillages share a new water line\n\n{BODY}"
    assert read_pasted_page(page).section == ()


def test_a_section_below_a_menu_is_found_all_the_same() -> None:
    page = f"Sport\nSign in\nSubscribe\nAsia\nSociety\nVillages share a new water line\n\n{BODY}"
    assert read_pasted_page(page).section == ("Asia", "Society")


@pytest.mark.parametrize(
    "line",
    [
        "Nous utilisons des cookies pour améliorer votre expérience.",
        "Diese Website verwendet Cookies, um Ihnen mehr zu bieten.",
        "Utilizamos cookies propias y de terceros para mejorar nuestros servicios.",
    ],
)
def test_what_is_said_of_cookies_is_not_the_body(line: str) -> None:
    assert line not in read_pasted_page(f"{HEAD}\n{BODY}\n{line}\n").body
