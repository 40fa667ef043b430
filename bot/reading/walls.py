"""What stands where an article should be: a login, a consent form, a list of links, an empty page.

Each has its own sentence, so that whoever gave the link knows what to do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from bot.errors import Unreadable
from bot.reading.body import is_sentence
from bot.reading.described import urlsplit_path
from bot.reading.html_tree import Element, lines_of
from bot.reading.length import count_words
from bot.reading.page_markup import Markup
from bot.reading.sentences import split_sentences
from bot.reading.stated import Stated

FEW_WORDS = 80
"""Words below which a page's text may be no more than a wall's."""
FEWEST_WORDS = 20
"""Words below which a page that speaks of scripts says nothing else."""
HALF_A_TEASER = 40
"""Words that say nothing of an article yet, before a page asks for money."""
MANY_LINKS = 25
"""Links of several words that make a front page a list."""
FEW_TEASERS = 5
"""Links with their blurbs that make any page one."""
MOST_LINKS = 2000
MOST_LINES = 4000
LOOK = 20_000
"""Lines of a page, and characters of its text, that are looked at for teasers."""
SAMPLE = 50
"""Characters by which a line is found in the text."""
BEGINNING = 20
"""Characters by which a line is known to begin with a link."""

_CONSENT = re.compile(
    r"before you continue|your privacy choices|consent|zustimm|einwilligung|consentement"
    r"|consentimiento|同意|クッキー"
    r"|(?:accept|reject|manage|allow|akzeptieren|accepter|aceptar)\s(?:all\s|alle\s|tout\s|todas?\s)?"
    r"(?:\w+\s)?cookies"
    r"|we (?:and our partners )?(?:use|store|value|care about)\b.{0,60}(?:cookies|privacy)"
    r"|\bour (?:\d[\d.,]* )?partners\b",
    re.IGNORECASE,
)
_PRIVACY = re.compile(
    r"cookie|privacy|personal (?:data|information)|your data|datenschutz|personenbezogen"
    r"|confidentialité|données personnelles|privacidad|datos personales|隐私|個人情報|プライバシー"
    r"|クッキー",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:sign|log)(?:\s|-)?(?:in|on)\b|subscribe|subscription|register\b|free (?:trial|articles)"
    r"|create (?:a|an|your)(?: free)? account|unlock|anmelden|einloggen|abonnieren|abonnement"
    r"|registrieren|se connecter|connectez|abonn[ée]|iniciar sesión|inicie sesión|suscr[ií]"
    r"|登录|登入|注册|订阅|会员|ログイン|会員|تسجيل الدخول|اشترك",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|not a robot|unusual traffic"
    r"|captcha|checking your browser|access denied|attention required|enable cookies and reload"
    r"|request (?:was )?blocked|pardon our interruption|security check",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"(?:enable|turn on|requires?|need)s?\s(?:to enable\s)?java\s?script"
    r"|javascript (?:is )?(?:disabled|required)",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"page (?:was |is )?not found|404 not found|seite nicht gefunden|página no encontrada"
    r"|page introuvable|页面不存在"
    r"|(?:page|article|story) (?:no longer exists|is gone|has been removed)"
    r"|(?:page|article|story)\b.{0,40}(?:could not|cannot|can't|can’t) be found"
    r"|may have been (?:re)?moved",
    re.IGNORECASE,
)


def check_is_article(
    paragraphs: Sequence[str], root: Element, markup: Markup, stated: Stated, url: str
) -> None:
    """Raise Unreadable, with its own sentence, where the main text is no article's."""
    text = "\n".join(paragraphs)
    words = count_words(text)
    if not any(is_sentence(sentence) for line in paragraphs for sentence in split_sentences(line)):
        raise _reason(root, markup, words)
    # Consent alone is also what councils give.
    asks_consent = _CONSENT.search(text) and _PRIVACY.search(text)
    if words < FEW_WORDS and (asks_consent or _ROBOT.search(text)):
        raise _reason(root, markup, words)
    if words < FEW_WORDS and not stated.is_article and _is_notice(text, markup, words):
        raise _reason(root, markup, words)
    if markup.asks_password and words < FEW_WORDS and not stated.is_article:
        raise _reason(root, markup, words)
    if words < HALF_A_TEASER and (not stated.is_free or _LOGIN.search(text)):
        raise _login()
    if not stated.is_article and _is_list(paragraphs, root, words, url):
        raise _list_page()


def _is_notice(text: str, markup: Markup, words: int) -> bool:
    """Whether a short text only says that scripts must run, or that there is no such page."""
    missing = _is_missing(_head(markup)) and _MISSING.search(text)
    return bool(missing or (words < FEWEST_WORDS and _SCRIPT.search(text)))


def _is_list(paragraphs: Sequence[str], root: Element, words: int, url: str) -> bool:
    """Whether the text is made of what leads to articles: link, blurb, link, blurb."""
    links = _long_links(root)
    if len(links) < FEW_TEASERS:
        return False
    if len(links) >= MANY_LINKS and (not urlsplit_path(url) or words < FEW_WORDS):
        return True
    text = "\n".join(paragraphs)[:LOOK]
    beginnings = {link[:BEGINNING] for link in links}
    teasers = linked = own = 0
    before_is_link = False
    for line in lines_of(root)[:MOST_LINES]:
        is_link = line in links
        if (count := count_words(line)) >= 4 and line[:SAMPLE] in text:
            if is_link or before_is_link or line[:BEGINNING] in beginnings:
                teasers += count
                linked += 1
            else:
                own += count
        before_is_link = is_link
    return linked >= FEW_TEASERS and teasers > own


def _long_links(root: Element) -> set[str]:
    """The lines inside links that have as many words as headlines have."""
    return {
        line
        for link in islice(root.iter("a"), MOST_LINKS)
        for line in lines_of(link)
        if count_words(line) >= 4
    }


def _reason(root: Element, markup: Markup, words: int) -> Unreadable:
    """Why a page with so few `words` of running text holds no article."""
    whole = " ".join(lines_of(root))[:20_000]
    head = _head(markup)
    few = count_words(whole) < 400
    if not whole.strip() and not markup.title:
        return Unreadable(
            "The page at this link is empty. Copy the article from your browser and paste it"
            " instead."
        )
    if _ROBOT.search(head) or (few and _ROBOT.search(whole)):
        return Unreadable(
            "This site answers with a check for robots instead of the page. Copy the article from"
            " your browser and paste it instead."
        )
    if _is_missing(head):
        return Unreadable("The site says that this page does not exist. Check the link.")
    if markup.asks_password or _LOGIN.search(head) or (few and _LOGIN.search(whole)):
        return _login()
    if _CONSENT.search(head) or (few and _CONSENT.search(whole)):
        return Unreadable(
            "This page asks for consent to cookies instead of showing the article. Copy the article"
            " from your browser and paste it instead."
        )
    if len(_long_links(root)) >= MANY_LINKS:
        return _list_page()
    if words < FEWEST_WORDS and (
        _SCRIPT.search(" ".join((*_unseen(root), whole))) or not whole.strip()
    ):
        return Unreadable(
            "This page shows its text only with scripts running. Copy the article from your browser"
            " and paste it instead."
        )
    return Unreadable(
        "There is no article on this page. Give the link of the article itself, or paste its text."
    )


def _is_missing(head: str) -> bool:
    return re.search(r"\b404\b", head) is not None or _MISSING.search(head) is not None


def _head(markup: Markup) -> str:
    return f"{markup.title} {' '.join(markup.headings[:3])}"


def _login() -> Unreadable:
    return Unreadable(
        "This page asks readers to sign in or to subscribe. Copy the article from your browser and"
        " paste it instead."
    )


def _list_page() -> Unreadable:
    return Unreadable(
        "This page is a list of links, not one article. Open the article you mean and give its own"
        " link."
    )


def _unseen(root: Element) -> Sequence[str]:
    return [text for part in root.iter("noscript") if (text := part.text)]
