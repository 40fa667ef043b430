"""News agencies and publishers: the names pages give them, and the zone their clocks keep.

Tables only. Houses that write for the whole world stand under "": their stamp may be anyone's.
"""

from __future__ import annotations

_AGENCIES = {
    "Asia/Shanghai": """Xinhua|Xinhua News Agency|Xinhuanet|新华社|新华网|新華社|新華網
        |China News Service
        |CNS|中新社|中新网|中国新闻网|中国新闻社|ECNS""",
    "": """AP|Associated Press|The Associated Press|AP News|美联社|Reuters|Thomson Reuters
        |ロイター|路透社|AFP|Agence France-Presse|Agence France Presse|法新社|UPI
        |United Press International|合众国际社|Bloomberg|Bloomberg News|彭博社|PANA
        |Panapress|IPS|Inter Press Service|McClatchy|McClatchy Newspapers|MCT
        |Tribune News Service|TNS|Dow Jones|Dow Jones Newswires|PR Newswire|Business Wire
        |GlobeNewswire""",
    "Europe/Berlin": """dpa|Deutsche Presse-Agentur|DPA|德新社|epd|Evangelischer Pressedienst
        |KNA
        |Katholische Nachrichten-Agentur|SID|Sport-Informations-Dienst""",
    "Europe/Vienna": "APA|Austria Presse Agentur",
    "Europe/Zurich": "Keystone-SDA|sda|ATS|Keystone-ATS",
    "Europe/Madrid": "EFE|Agencia EFE|Agencia Efe|EFE Agency|埃菲社|Europa Press",
    "Europe/Rome": "ANSA|安莎社|Adnkronos",
    "Europe/Lisbon": "Lusa|Agência Lusa",
    "Europe/Brussels": "Belga",
    "Europe/Amsterdam": "ANP|Algemeen Nederlands Persbureau",
    "Europe/London": "PA|Press Association|PA Media|PA News",
    "Europe/Stockholm": "TT|TT News Agency|Tidningarnas Telegrambyrå",
    "Europe/Oslo": "NTB|Norsk Telegrambyrå",
    "Europe/Copenhagen": "Ritzau",
    "Europe/Helsinki": "STT",
    "Europe/Warsaw": "PAP|Polska Agencja Prasowa",
    "Europe/Prague": "CTK|ČTK",
    "Europe/Bratislava": "TASR",
    "Europe/Budapest": "MTI",
    "Europe/Bucharest": "Agerpres",
    "Europe/Sofia": "BTA",
    "Europe/Belgrade": "Tanjug|Beta",
    "Europe/Zagreb": "Hina",
    "Europe/Athens": "AMNA|ANA-MPA",
    "Europe/Moscow": """TASS|ITAR-TASS|ТАСС|塔斯社|RIA Novosti|РИА Новости|Sputnik|俄新社
        |Interfax|Интерфакс
        |国际文传电讯社""",
    "Europe/Kyiv": "Ukrinform|Укринформ|Interfax-Ukraine|UNIAN",
    "Europe/Minsk": "BelTA",
    "Europe/Istanbul": """Anadolu|Anadolu Agency|AA|Anadolu Ajansı|DHA|Demirören Haber Ajansı
        |IHA""",
    "Asia/Tokyo": "Kyodo|Kyodo News|共同社|共同通信|共同|Jiji|Jiji Press|時事通信|時事",
    "Asia/Seoul": "Yonhap|Yonhap News Agency|Yonhap News|연합뉴스|韩联社|Newsis|뉴시스",
    "Asia/Pyongyang": "KCNA|Korean Central News Agency|朝中社",
    "Asia/Taipei": "CNA|Central News Agency|中央社",
    "Asia/Kolkata": """PTI|Press Trust of India|IANS|Indo-Asian News Service|ANI
        |Asian News International
        |UNI|United News of India""",
    "Asia/Karachi": "APP|Associated Press of Pakistan",
    "Asia/Dhaka": "BSS|Bangladesh Sangbad Sangstha|UNB",
    "Asia/Kathmandu": "RSS|Rastriya Samachar Samiti",
    "Asia/Jakarta": "Antara|ANTARA News",
    "Asia/Kuala_Lumpur": "Bernama",
    "Asia/Manila": "PNA|Philippine News Agency",
    "Asia/Ho_Chi_Minh": "VNA|Vietnam News Agency|TTXVN",
    "Asia/Bangkok": "TNA|Thai News Agency",
    "Asia/Ulaanbaatar": "Montsame",
    "Asia/Tehran": "IRNA|ISNA|Fars|Mehr|Tasnim",
    "Asia/Damascus": "SANA|سانا",
    "Asia/Baghdad": "INA|Iraqi News Agency",
    "Asia/Beirut": "NNA|National News Agency",
    "Asia/Amman": "Petra",
    "Asia/Hebron": "WAFA|Ma'an",
    "Asia/Riyadh": "SPA|Saudi Press Agency|واس",
    "Asia/Dubai": "WAM|وام",
    "Asia/Qatar": "QNA|Qatar News Agency",
    "Asia/Kuwait": "KUNA|كونا",
    "Asia/Bahrain": "BNA|Bahrain News Agency",
    "Africa/Cairo": "MENA|Middle East News Agency",
    "Africa/Casablanca": "MAP|Maghreb Arabe Presse",
    "Africa/Tunis": "TAP|Tunis Afrique Presse",
    "Africa/Algiers": "APS|Algérie Presse Service",
    "Africa/Lagos": "NAN|News Agency of Nigeria",
    "Africa/Accra": "GNA|Ghana News Agency",
    "Africa/Johannesburg": "SAPA|ANA|African News Agency",
    "Australia/Sydney": "AAP|Australian Associated Press",
    "Pacific/Auckland": "NZPA|NZ Newswire",
    "America/Toronto": "CP|The Canadian Press|Canadian Press",
    "America/Mexico_City": "Notimex",
    "America/Havana": "Prensa Latina",
    "America/Argentina/Buenos_Aires": "Télam|Telam",
    "America/Sao_Paulo": "Agência Brasil|Agencia Brasil",
    "America/Lima": "Andina",
}

_PUBLISHERS = {
    "Asia/Shanghai": """China Daily|中国日报|中国日报网|chinadaily.com.cn|China Daily Global
        |China Daily USA
        |People's Daily|People's Daily Online|人民日报|人民网|人民網|Global Times|环球时报
        |环球网|CGTN|CCTV|CCTV.com|央视网|央视新闻|中央电视台|央视|CRI
        |China Radio International|CRIENGLISH.com|中国国际广播电台|Shanghai Daily|Shine
        |解放日报|澎湃新闻|文汇报|新民晚报|上观新闻|Beijing Review|Beijing Times
        |Beijing News|新京报|北京日报|京华时报|北京青年报|Guangming Daily|光明日报|光明网
        |经济日报|中国青年报|法制日报|工人日报|Caixin|财新网|财新|第一财经|南方都市报
        |南方日报|羊城晚报|南方周末|Sina|新浪网|新浪|搜狐|网易|腾讯网|凤凰网|China.org.cn
        |中国网|China Internet Information Center""",
    "Asia/Hong_Kong": """South China Morning Post|SCMP|南华早报|The Standard|RTHK|明报|大公报
        |文汇网""",
    "Asia/Taipei": "Taipei Times|Focus Taiwan|联合报|自由时报",
    "Asia/Singapore": "The Straits Times|Straits Times|Channel NewsAsia|联合早报|Today",
    "Asia/Tokyo": """The Japan Times|Japan Times|Asahi Shimbun|The Asahi Shimbun|朝日新聞
        |毎日新聞|NHK
        |NHK World|読売新聞|Yomiuri Shimbun|The Japan News|日本経済新聞|Nikkei""",
    "Asia/Seoul": "The Korea Herald|Korea Herald|The Korea Times|Korea Times|JoongAng Daily",
    "Asia/Bangkok": "Bangkok Post|The Nation Thailand",
    "Asia/Ho_Chi_Minh": "VnExpress|Viet Nam News|Tuoi Tre News",
    "Asia/Kuala_Lumpur": "The Star|New Straits Times|Malay Mail|Malaysiakini",
    "Asia/Jakarta": "The Jakarta Post|Jakarta Post|Kompas|Tempo",
    "Asia/Manila": "Philippine Daily Inquirer|Inquirer|Rappler|The Philippine Star|Philstar",
    "Asia/Kolkata": """The Times of India|Times of India|TOI|Times News Network|TNN|The Hindu
        |Hindustan Times|The Indian Express|NDTV|India Today|Deccan Herald""",
    "Asia/Karachi": "Dawn|The News International|The Express Tribune|Geo News",
    "Asia/Dhaka": "The Daily Star|Dhaka Tribune|bdnews24.com",
    "Asia/Kathmandu": "The Kathmandu Post|Kathmandu Post",
    "Asia/Colombo": "Daily Mirror Sri Lanka|Colombo Gazette",
    "Asia/Dubai": "Gulf News|The National|Khaleej Times|Arab News",
    "Asia/Qatar": "Al Jazeera|Al Jazeera English|الجزيرة|Aljazeera",
    "Asia/Jerusalem": "Haaretz|The Jerusalem Post|Jerusalem Post|The Times of Israel|Ynet",
    "Asia/Beirut": "The Daily Star Lebanon|L'Orient Today",
    "Africa/Cairo": "Al-Ahram|Ahram Online|Egypt Independent",
    "Europe/Istanbul": "Hurriyet Daily News|Hürriyet|Daily Sabah",
    "Europe/London": """BBC News|BBC|BBC Sport|BBC World Service|The Guardian|Guardian
        |theguardian.com
        |The Observer|The Daily Telegraph|The Telegraph|Telegraph|The Times|The Sunday Times
        |The Independent|Independent|Evening Standard|Financial Times|FT|The Economist
        |Daily Mail|Mail Online|MailOnline|The Sun|Daily Mirror|Daily Express|Metro|Sky News
        |ITV News|Channel 4 News""",
    "Europe/Dublin": "The Irish Times|Irish Times|RTÉ News|RTE News|Irish Independent",
    "Europe/Paris": "Le Monde|Le Figaro|Libération|France 24|Les Echos|Le Parisien|RFI",
    "Europe/Berlin": """Der Spiegel|Spiegel Online|DER SPIEGEL|Die Zeit
        |Frankfurter Allgemeine Zeitung
        |Süddeutsche Zeitung|Bild|Die Welt|Tagesschau|Handelsblatt|taz|DW|Deutsche Welle""",
    "Europe/Vienna": "Der Standard|Die Presse|ORF|Kurier",
    "Europe/Zurich": "Neue Zürcher Zeitung|NZZ|swissinfo|Tages-Anzeiger",
    "Europe/Madrid": "El País|El Mundo|ABC.es|La Vanguardia",
    "Europe/Rome": "Corriere della Sera|La Repubblica|La Stampa|Il Sole 24 Ore",
    "Europe/Lisbon": "Público|Diário de Notícias|Expresso",
    "Europe/Amsterdam": "De Telegraaf|NRC|de Volkskrant|NOS",
    "Europe/Stockholm": "Dagens Nyheter|Svenska Dagbladet|Aftonbladet",
    "Europe/Oslo": "Aftenposten|NRK|VG",
    "Europe/Copenhagen": "Politiken|Berlingske|Jyllands-Posten",
    "Europe/Helsinki": "Helsingin Sanomat|Yle News|Yle",
    "Europe/Moscow": "The Moscow Times|Moscow Times|RT|Kommersant|Izvestia",
    "Europe/Kyiv": "Kyiv Post|The Kyiv Independent|Kyiv Independent",
    "": "Politico Europe|EUobserver|Euronews",
    "America/New_York": """The New York Times|New York Times|nytimes.com|NYT|The Washington Post
        |Washington Post|The Washington Times|The Wall Street Journal|Wall Street Journal
        |WSJ|MarketWatch|Barron's|CNN|CNN.com|CNN International|NBC News|CBS News|ABC News
        |Fox News|MSNBC|CNBC|PBS NewsHour|NPR|USA Today|USA TODAY|New York Post
        |New York Daily News|Newsday|Time|Newsweek|Politico|POLITICO|The Hill|Axios
        |The Atlantic|Vox|Slate|HuffPost|BuzzFeed News|The Boston Globe|Boston Globe
        |The Philadelphia Inquirer|Miami Herald""",
    "America/Chicago": """Chicago Tribune|Chicago Sun-Times|Houston Chronicle
        |The Dallas Morning News""",
    "America/Denver": "The Denver Post|Denver Post|The Salt Lake Tribune|Deseret News",
    "America/Los_Angeles": """Los Angeles Times|LA Times|San Francisco Chronicle
        |The Seattle Times""",
    "America/Toronto": """The Globe and Mail|Globe and Mail|Toronto Star|National Post|CBC News
        |CBC|La Presse
        |Le Devoir|Radio-Canada""",
    "America/Vancouver": "Vancouver Sun|The Province",
    "America/Mexico_City": "El Universal|Reforma|La Jornada|Milenio",
    "America/Bogota": "El Tiempo|El Espectador",
    "America/Argentina/Buenos_Aires": "La Nación|Clarín|Página 12|Infobae",
    "America/Santiago": "El Mercurio|La Tercera",
    "America/Lima": "El Comercio|La República",
    "America/Sao_Paulo": "Folha de S.Paulo|O Globo|Estadão|G1|UOL|Folha de S. Paulo",
    "Australia/Sydney": """The Sydney Morning Herald|Sydney Morning Herald|ABC Australia
        |The Australian""",
    "Australia/Melbourne": "The Age|Herald Sun",
    "Pacific/Auckland": """The New Zealand Herald|NZ Herald|New Zealand Herald|Stuff|RNZ
        |Stuff.co.nz""",
    "Africa/Nairobi": "Daily Nation|The Standard Kenya|The East African",
    "Africa/Lagos": "Punch|The Guardian Nigeria|Vanguard|Premium Times|ThisDay",
    "Africa/Johannesburg": "News24|Mail & Guardian|Daily Maverick|Sunday Times South Africa",
}


def _by_name(rows: dict[str, str]) -> dict[str, str | None]:
    return {
        " ".join(name.split()).casefold(): zone or None
        for zone, names in rows.items()
        for name in names.split("|")
    }


AGENCIES = _by_name(_AGENCIES)
"""Zone of an agency by its name, case folded; None where it has no home clock."""

PUBLISHERS = _by_name(_PUBLISHERS)
"""Zone of a publisher by its name, case folded."""
