"""The one form of a web address under which the same page is known. Pure; fetches nothing.

https, no www, no tracking, no AMP, no fragment: what is left decides whether two addresses mean the
same page. It is for comparing, not for opening.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING = re.compile(
    r"""utm_\w+|at_\w+|ns_\w+|hsa_\w+|pk_\w+|mtm_\w+|wt_\w+|wt\.\w+|amp_\w+|mc_[ce]id|_ga|_gl|_hsenc
    |_hsmi|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid|ttclid|igshid|igsh|vero_id
    |oly_\w+|ref|ref_src|ref_url|referrer|cmp|cmpid|cid|s_cid|icid|ncid|ocid|smid|smtyp|spm|xtor
    |ftag|fb_ref|fb_source|guccounter|guce_\w+|taid|tblci|ito|mod|share|shared|sharetype|sh
    |isappinstalled|nsukey|feature|amp|output|outputtype|via|rss|campaign\w*""",
    re.VERBOSE,
)
_WITHOUT = re.compile(r"(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_AMP_CACHE = re.compile(r"/(?:c|v|i|wp)/(?:s/)?(?P<page>[\w-]+(?:\.[\w-]+)+(?:/.*)?)$")
_AMP_VIEWER = re.compile(r"/amp/(?:s/)?(?P<page>[\w-]+(?:\.[\w-]+)+/.*)$")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_AMP_FILE = re.compile(r"\.amp(?=\.html?$|$)", re.IGNORECASE)
_BLANKS = re.compile(r"[\s\x00-\x20]+")


def canonical_link(url: str) -> str:
    """The address to compare by; what is no web address only loses its blanks."""
    url = _BLANKS.sub("", url).encode(errors="replace").decode()  # lone surrogates
    parts = _web_address(url)
    if parts is None:
        return url
    host = _host(parts)
    if inner := _inside_amp(host, parts.path):
        unwrapped = _web_address(f"https://{inner}" + (f"?{parts.query}" if parts.query else ""))
        if unwrapped is not None:
            parts, host = unwrapped, _host(unwrapped)
    while shorter := _WITHOUT.match(host):
        host = host[shorter.end() :]
    query = _query(parts.query)
    return f"https://{host}{_path(parts.path)}" + (f"?{query}" if query else "")


def names_a_page(link: str) -> bool:
    """Whether a canonical link means one page rather than a whole site."""
    parts = _web_address(link)
    return parts is not None and bool(parts.path.strip("/") or parts.query)


def _web_address(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    return parts if usable else None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    return host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"


def _inside_amp(host: str, path: str) -> str | None:
    """The page that an AMP cache or viewer shows, without its scheme."""
    if host.endswith(".ampproject.org"):
        found = _AMP_CACHE.match(path)
    elif re.fullmatch(r"(?:www\.)?google\.[a-z.]{2,6}", host):
        found = _AMP_VIEWER.match(path)
    else:
        return None
    return found["page"] if found else None


def _path(path: str) -> str:
    path = quote(unquote(path, errors="replace"), safe="/:@!$&'()*+,;=~-._")
    steps = [step for step in path.split("/") if step]
    for end in (0, -1):
        if len(steps) > 1 and steps[end].lower() == "amp":
            del steps[end]
    path = _AMP_FILE.sub("", "/" + "/".join(steps))
    return _INDEX.sub("", path).rstrip("/")


def _query(query: str) -> str:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return query
    return urlencode(sorted(pair for pair in pairs if not _TRACKING.fullmatch(pair[0].lower())))
