"""Which zone a site's country keeps, by the last label of its host. Countries of one zone only."""

from __future__ import annotations

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

_ZONES = {
    "ae": "Asia/Dubai", "al": "Europe/Tirane", "am": "Asia/Yerevan", "at": "Europe/Vienna",
    "az": "Asia/Baku", "ba": "Europe/Sarajevo", "bd": "Asia/Dhaka", "be": "Europe/Brussels",
    "bg": "Europe/Sofia", "by": "Europe/Minsk", "ch": "Europe/Zurich", "cn": "Asia/Shanghai",
    "cr": "America/Costa_Rica", "cy": "Asia/Nicosia", "cz": "Europe/Prague",
    "de": "Europe/Berlin", "dk": "Europe/Copenhagen", "dz": "Africa/Algiers",
    "ee": "Europe/Tallinn", "eg": "Africa/Cairo", "fi": "Europe/Helsinki", "fr": "Europe/Paris",
    "gh": "Africa/Accra", "gr": "Europe/Athens", "hk": "Asia/Hong_Kong", "hr": "Europe/Zagreb",
    "hu": "Europe/Budapest", "ie": "Europe/Dublin", "il": "Asia/Jerusalem", "in": "Asia/Kolkata",
    "iq": "Asia/Baghdad", "ir": "Asia/Tehran", "is": "Atlantic/Reykjavik", "it": "Europe/Rome",
    "jo": "Asia/Amman", "jp": "Asia/Tokyo", "ke": "Africa/Nairobi", "kr": "Asia/Seoul",
    "kw": "Asia/Kuwait", "lb": "Asia/Beirut", "lk": "Asia/Colombo", "lt": "Europe/Vilnius",
    "lu": "Europe/Luxembourg", "lv": "Europe/Riga", "ma": "Africa/Casablanca",
    "mm": "Asia/Yangon", "mt": "Europe/Malta", "my": "Asia/Kuala_Lumpur", "ng": "Africa/Lagos",
    "nl": "Europe/Amsterdam", "no": "Europe/Oslo", "np": "Asia/Kathmandu",
    "nz": "Pacific/Auckland", "pe": "America/Lima", "ph": "Asia/Manila", "pk": "Asia/Karachi",
    "pl": "Europe/Warsaw", "qa": "Asia/Qatar", "ro": "Europe/Bucharest", "rs": "Europe/Belgrade",
    "sa": "Asia/Riyadh", "se": "Europe/Stockholm", "sg": "Asia/Singapore",
    "si": "Europe/Ljubljana", "sk": "Europe/Bratislava", "th": "Asia/Bangkok",
    "tn": "Africa/Tunis", "tr": "Europe/Istanbul", "tw": "Asia/Taipei", "ua": "Europe/Kyiv",
    "ug": "Africa/Kampala", "uk": "Europe/London", "uy": "America/Montevideo",
    "vn": "Asia/Ho_Chi_Minh", "za": "Africa/Johannesburg",
}  # fmt: skip


def zone_of_domain(url: str) -> ZoneInfo | None:
    """The zone of the country in the address's host, None for .com and for wide countries."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    name = _ZONES.get(host.rpartition(".")[2])
    return ZoneInfo(name) if name else None
