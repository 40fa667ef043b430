"""Month and weekday names, clock words and zone names as pages write them. Tables only."""

from __future__ import annotations

_MONTH_NAMES = {
    1: "january jan enero ene janvier janv januar jan. jänner gennaio gen janeiro januari января"
    " stycznia ocak يناير جانفي كانون_الثاني",
    2: "february feb febrero février févr fév februar feber febbraio fev fevereiro februari февраля"
    " lutego şubat فبراير فيفري شباط",
    3: "march mar marzo mars märz mär mrz março maart mrt marts марта marca mart مارس آذار",
    4: "april apr abril abr avril avr aprile aprili апреля kwietnia nisan أبريل ابريل إبريل أفريل"
    " نيسان",
    5: "may mayo mai maio mei maggio mag maj мая maja mayıs مايو ماي أيار",
    6: "june jun junio juin juni junho giugno giu июня czerwca haziran يونيو يونيه جوان حزيران",
    7: "july jul julio juillet juil juli julho luglio lug июля lipca temmuz يوليو يوليه جويلية"
    " تموز",
    8: "august aug agosto ago août aout augustus augusti ags agustus августа sierpnia ağustos أغسطس"
    " اغسطس أوت آب",
    9: "september sep sept septiembre setiembre septembre setembro settembre set сентября września"
    " eylül سبتمبر أيلول",
    10: "october oct octubre octobre oktober okt outubro out ottobre ott октября października ekim"
    " أكتوبر اكتوبر تشرين_الأول",
    11: "november nov noviembre novembre novembro ноября listopada kasım نوفمبر تشرين_الثاني",
    12: "december dec diciembre dic décembre déc dezember dez dezembro dicembre desember декабря"
    " grudnia aralık ديسمبر كانون_الأول",
}

MONTHS: dict[str, int] = {
    name.rstrip(".").replace("_", " "): number
    for number, names in _MONTH_NAMES.items()
    for name in names.split()
}

_WEEKDAY_NAMES = """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu
    thur thurs fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi
    mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
    segunda-feira terça-feira quarta-feira quinta-feira sexta-feira lunedì martedì mercoledì giovedì
    venerdì sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد"""

WEEKDAYS: frozenset[str] = frozenset(_WEEKDAY_NAMES.split())

OFFSET_MINUTES: dict[str, int] = {
    "z": 0, "gmt": 0, "utc": 0, "ut": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "cest": 120,
    "mez": 60, "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "trt": 180, "sast": 120,
    "eat": 180, "wat": 60, "cat": 120, "idt": 180, "irst": 210, "gst": 240, "pkt": 300,
    "npt": 345, "ict": 420, "wib": 420, "wita": 480, "wit": 540, "hkt": 480, "sgt": 480, "myt": 480,
    "pht": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "acdt": 630, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780, "brt": -180, "art": -180, "clt": -240, "cot": -300,
    "pet": -300, "nst": -210, "ndt": -150, "adt": -180, "est": -300, "edt": -240, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
}  # fmt: skip
"""Abbreviations with one meaning in news; minutes east of UTC. CST and IST stand below."""

ZONE_NAMES: dict[str, str] = {
    "et": "America/New_York", "eastern time": "America/New_York", "eastern": "America/New_York",
    "new york time": "America/New_York", "ct": "America/Chicago", "central time": "America/Chicago",
    "mt": "America/Denver", "mountain time": "America/Denver", "pt": "America/Los_Angeles",
    "pacific time": "America/Los_Angeles", "pacific": "America/Los_Angeles",
    "beijing time": "Asia/Shanghai", "china time": "Asia/Shanghai",
    "china standard time": "Asia/Shanghai",
    "北京时间": "Asia/Shanghai", "北京時間": "Asia/Shanghai",
    "hong kong time": "Asia/Hong_Kong", "香港时间": "Asia/Hong_Kong", "taipei time": "Asia/Taipei",
    "台北时间": "Asia/Taipei", "singapore time": "Asia/Singapore", "tokyo time": "Asia/Tokyo",
    "japan time": "Asia/Tokyo", "日本時間": "Asia/Tokyo", "seoul time": "Asia/Seoul",
    "india time": "Asia/Kolkata", "london time": "Europe/London", "uk time": "Europe/London",
    "uhr mesz": "Europe/Berlin", "paris time": "Europe/Paris", "heure de paris": "Europe/Paris",
    "berlin time": "Europe/Berlin", "moscow time": "Europe/Moscow", "мск": "Europe/Moscow",
    "sydney time": "Australia/Sydney", "dubai time": "Asia/Dubai",
    "greenwich mean time": "Etc/UTC", "格林尼治时间": "Etc/UTC",
}  # fmt: skip
"""Names of zones spelled out, or abbreviations that follow daylight saving."""

UNSURE_ZONES: dict[str, tuple[str, ...]] = {
    "cst": ("America/Chicago", "Asia/Shanghai", "Asia/Taipei", "America/Havana"),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "ast": ("America/Halifax", "Asia/Riyadh", "America/Puerto_Rico"),
}
"""Abbreviations with several meanings, the most frequent first; the page's place decides."""

ZONE_OF_LANGUAGE: dict[str, str] = {
    "zh": "Asia/Shanghai", "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "vi": "Asia/Ho_Chi_Minh",
    "th": "Asia/Bangkok", "de": "Europe/Berlin", "fr": "Europe/Paris", "it": "Europe/Rome",
    "nl": "Europe/Amsterdam", "da": "Europe/Copenhagen", "no": "Europe/Oslo",
    "sv": "Europe/Stockholm", "fi": "Europe/Helsinki", "pl": "Europe/Warsaw",
    "cs": "Europe/Prague", "hu": "Europe/Budapest", "ro": "Europe/Bucharest",
    "bg": "Europe/Sofia", "el": "Europe/Athens", "tr": "Europe/Istanbul", "uk": "Europe/Kyiv",
    "he": "Asia/Jerusalem", "hi": "Asia/Kolkata", "fa": "Asia/Tehran",
}  # fmt: skip
"""The zone most readers of a language live in; English, Spanish and others have too many."""
