"""Number words, what may stand before a number, and where its noun phrase ends. Tables only."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NUMBERS: dict[str, frozenset[str]] = {
    "en": _words(
        """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
        hundred thousand million billion trillion dozen dozens scores hundreds thousands millions
        billions half"""
    ),
    "de": _words(
        """zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig
        hundert tausend hunderte tausende dutzende dutzend millionen milliarden"""
    ),
    "fr": _words(
        """deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante
        cinquante cent mille centaines milliers millions milliards dizaines dizaine douzaine"""
    ),
    "es": _words(
        """dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta
        cincuenta cien mil cientos miles millones decenas docena"""
    ),
    "it": _words(
        """due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta
        cinquanta cento mille centinaia migliaia milioni miliardi decine"""
    ),
    "pt": _words(
        """dois duas três quatro cinco seis sete oito nove dez onze doze vinte trinta quarenta
        cinquenta cem mil centenas milhares milhões bilhões dezenas"""
    ),
    "nl": _words(
        """twee drie vier vijf zes zeven acht negen tien elf twaalf twintig dertig veertig vijftig
        honderd duizend honderden duizenden miljoen miljard tientallen"""
    ),
}

ONE: dict[str, frozenset[str]] = {"en": _words("a an one another")}
"""Counts only before a round number: "a hundred", "one million"."""

SCALES = _words(
    """hundred thousand million billion trillion dozen mn bn tn m k hundert tausend millionen
    milliarden mille millions milliards mil millones mila milioni miliardi milhões bilhões miljoen
    miljard mio mrd"""
)
"""Go on a number: "3 million people"."""

PERCENT = _words("percent percentage prozent pourcent procent")

FRACTIONS = _words("third thirds quarter quarters fifth fifths tenth tenths half halves")

UNCHANGED_PLURALS = _words(
    """people children men women police percent staff troops yuan yen won baht rupiah aircraft
    cattle sheep fish deer feet teeth mice personnel species series businessmen policemen fishermen
    chinese japanese vietnamese fishermen congressmen lawmen gunmen criteria phenomena media data
    renminbi rand ringgit peso kilometers policewomen spacecraft salmon offspring countrymen"""
)
"""English nouns in the plural that do not end in s."""

HEDGES: dict[str, tuple[str, ...]] = {
    "en": (
        "more than", "less than", "fewer than", "at least", "at most", "up to", "as many as",
        "as much as", "as few as", "close to", "an estimated", "an additional", "about", "around",
        "nearly", "almost", "over", "under", "some", "roughly", "approximately", "only", "just",
        "another", "almost", "well over",
    ),
    "de": ("mehr als", "weniger als", "mindestens", "bis zu", "rund", "etwa", "fast", "knapp",
           "über", "ungefähr"),
    "fr": ("plus de", "moins de", "au moins", "près de", "environ", "quelque", "jusqu'à"),
    "es": ("más de", "menos de", "al menos", "cerca de", "unos", "unas", "casi", "hasta"),
    "it": ("più di", "meno di", "almeno", "circa", "quasi", "oltre", "fino a"),
    "pt": ("mais de", "menos de", "pelo menos", "cerca de", "quase", "até"),
    "nl": ("meer dan", "minder dan", "minstens", "ongeveer", "bijna", "zo'n", "ruim"),
}  # fmt: skip
"""Kept with the number, for without them it would say something else."""

PHRASE_ENDS = _words(
    """last next this yesterday today tomorrow ago later earlier early late monday tuesday wednesday
    thursday friday saturday sunday said says told according including despite amid among via per
    each due because since while when where who which that killed died injured wounded arrested
    freed rescued took takes made make makes came come comes went go goes got get gets left won
    lost rose fell grew gained dropped showed shows found find attended voted gathered marched
    received signed joined remain remained become became continue continued live lived work worked
    need needed want wanted use used face faced suffered reported away long wide high tall deep
    west east north south northwest northeast southwest southeast strong behind saw see sees vote
    old apart dead missing alone altogether combined total"""
)
"""Words that are no part of a counted noun phrase, beside the language's small words."""

VERB_ENDINGS: dict[str, tuple[str, ...]] = {
    "en": ("ed", "ing", "ly"),
    "es": ("aron", "ieron", "aban", "ando", "iendo", "mente"),
    "pt": ("aram", "eram", "iram", "avam", "ando", "endo", "mente"),
    "it": ("arono", "erono", "irono", "avano", "ando", "endo", "mente"),
    "fr": ("èrent", "irent", "aient", "ment"),
    "nl": ("den", "ten"),
}
"""Endings that after a noun betray a verb or adverb: the phrase is over."""

LINKS: dict[str, frozenset[str]] = {
    "en": _words("of"), "de": _words("der"), "fr": _words("de d'"), "es": _words("de"),
    "it": _words("di"), "pt": _words("de"), "nl": _words("van"),
}  # fmt: skip
"""Lead from a share or a round number to what is counted: "40 percent of voters"."""

DETERMINERS = _words(
    "the its their his her our all these those my your this den die das les los las"
)
"""May stand between such a link and the noun."""

DURATIONS = _words(
    """second seconds minute minutes hour hours day days night nights week weeks weekend month
    months year years decade decades century centuries time times quarter jahre jahren tage tagen
    stunden wochen monate monaten ans jours heures semaines mois années años días horas semanas
    meses anni giorni ore settimane mesi anos dias jaar dagen uur weken maanden"""
)
"""Weigh less: they say how long, not how much."""

BARRED_BEFORE = _words(
    """page pages p pp no nos chapter section article act paragraph line figure table route highway
    flight gate room suite apt channel tel phone call fax seite nr artikel page numéro página núm
    pagina ext box number volume vol issue version windows iphone boeing airbus group g area class
    grade level phase stage round game week day season episode under-"""
)
"""A number after one of these is a name, not a count."""

MEASURES = [
    "万元",
    "亿元",
    "美元",
    "欧元",
    "日元",
    "港元",
    "英镑",
    "元",
    "人次",
    "人",
    "名",
    "位",
    "个",
    "起",
    "件",
    "项",
    "家",
    "所",
    "条",
    "座",
    "辆",
    "艘",
    "架",
    "次",
    "场",
    "种",
    "类",
    "份",
    "张",
    "只",
    "头",
    "岁",
    "吨",
    "公斤",
    "千克",
    "克",
    "公里",
    "千米",
    "米",
    "平方公里",
    "平方米",
    "公顷",
    "亩",
    "层",
    "户",
    "例",
    "宗",
    "批",
    "支",
    "枚",
    "套",
    "台",
    "部",
    "本",
    "届",
    "处",
    "棵",
    "颗",
    "分",
    "倍",
    "成",
    "度",
    "票",
    "小时",
    "分钟",
    "天",
    "周",
    "个月",
    "年",
    "%",
    "％",
    "個",
    "円",
    "歳",
    "本",
    "枚",
    "台",
    "回",
    "棟",
    "世帯",
    "カ国",
    "人以上",
    "명",
    "개",
    "건",
    "원",
    "달러",
]
"""Chinese, Japanese and Korean counters; a number before one of them counts something."""
