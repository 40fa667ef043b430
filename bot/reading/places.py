"""Which zone a place keeps: capitals and the cities that news is dated from. A table only."""

from __future__ import annotations

_ZONES = {
    "Asia/Shanghai": """Beijing|Peking|Shanghai|Guangzhou|Canton|Shenzhen|Tianjin|Chongqing
        |Chengdu
        |Wuhan|Xi'an|Xian|Nanjing|Hangzhou|Suzhou|Shenyang|Dalian|Harbin|Changchun|Jinan|Qingdao
        |Zhengzhou|Changsha|Fuzhou|Xiamen|Nanchang|Hefei|Shijiazhuang|Taiyuan|Hohhot|Lanzhou
        |Xining|Yinchuan|Guiyang|Kunming|Nanning|Haikou|Sanya|Lhasa|Urumqi|Kashgar|Ningbo
        |Wenzhou
        |Dongguan|Zhuhai|Wuxi|Yantai|Boao|Kashi|Datong|Luoyang|Foshan|China|PRC""",
    "Asia/Hong_Kong": "Hong Kong|Hongkong",
    "Asia/Macau": "Macao|Macau",
    "Asia/Taipei": "Taipei|Kaohsiung|Taichung|Taiwan",
    "Asia/Tokyo": """Tokyo|Osaka|Kyoto|Nagoya|Sapporo|Fukuoka|Hiroshima|Nagasaki|Sendai|Yokohama
        |Kobe|Okinawa|Naha|Fukushima|Japan""",
    "Asia/Seoul": "Seoul|Busan|Incheon|Daegu|Gwangju|Daejeon|Sejong|Jeju|South Korea",
    "Asia/Pyongyang": "Pyongyang|North Korea",
    "Asia/Ulaanbaatar": "Ulan Bator|Ulaanbaatar|Mongolia",
    "Asia/Manila": "Manila|Cebu|Davao|Quezon City|Philippines",
    "Asia/Ho_Chi_Minh": "Hanoi|Ho Chi Minh City|Saigon|Da Nang|Danang|Haiphong|Vietnam",
    "Asia/Phnom_Penh": "Phnom Penh|Siem Reap|Cambodia",
    "Asia/Vientiane": "Vientiane|Luang Prabang|Laos",
    "Asia/Bangkok": "Bangkok|Chiang Mai|Phuket|Pattaya|Thailand",
    "Asia/Yangon": "Yangon|Rangoon|Naypyidaw|Nay Pyi Taw|Mandalay|Myanmar|Burma",
    "Asia/Kuala_Lumpur": "Kuala Lumpur|Putrajaya|Penang|Johor Bahru|Kota Kinabalu|Malaysia",
    "Asia/Singapore": "Singapore",
    "Asia/Brunei": "Bandar Seri Begawan|Brunei",
    "Asia/Jakarta": "Jakarta|Bandung|Surabaya|Yogyakarta|Medan|Banda Aceh|Indonesia",
    "Asia/Makassar": "Bali|Denpasar|Makassar",
    "Asia/Jayapura": "Jayapura",
    "Asia/Dili": "Dili|East Timor|Timor-Leste",
    "Asia/Kolkata": """New Delhi|Delhi|Mumbai|Bombay|Kolkata|Calcutta|Chennai|Madras|Bengaluru
        |Bangalore|Hyderabad|Ahmedabad|Pune|Lucknow|Jaipur|Patna|Bhopal|Srinagar|Jammu
        |Chandigarh
        |Guwahati|Thiruvananthapuram|Kochi|Amritsar|Varanasi|Nagpur|Surat|Panaji|Ranchi|Raipur
        |Bhubaneswar|Shimla|Dehradun|Imphal|India""",
    "Asia/Karachi": """Islamabad|Karachi|Lahore|Peshawar|Quetta|Rawalpindi|Multan|Faisalabad
        |Pakistan""",
    "Asia/Kabul": "Kabul|Kandahar|Herat|Mazar-i-Sharif|Jalalabad|Afghanistan",
    "Asia/Dhaka": "Dhaka|Chittagong|Chattogram|Cox's Bazar|Bangladesh",
    "Asia/Kathmandu": "Kathmandu|Katmandu|Pokhara|Nepal",
    "Asia/Thimphu": "Thimphu|Bhutan",
    "Asia/Colombo": "Colombo|Kandy|Jaffna|Sri Lanka",
    "Indian/Maldives": "Male|Malé|Maldives",
    "Asia/Almaty": "Almaty|Astana|Nur-Sultan|Kazakhstan",
    "Asia/Tashkent": "Tashkent|Samarkand|Uzbekistan",
    "Asia/Bishkek": "Bishkek|Osh|Kyrgyzstan",
    "Asia/Dushanbe": "Dushanbe|Tajikistan",
    "Asia/Ashgabat": "Ashgabat|Turkmenistan",
    "Asia/Baku": "Baku|Azerbaijan",
    "Asia/Tbilisi": "Tbilisi|Batumi",
    "Asia/Yerevan": "Yerevan|Armenia",
    "Asia/Tehran": "Tehran|Teheran|Isfahan|Mashhad|Shiraz|Tabriz|Iran",
    "Asia/Baghdad": "Baghdad|Basra|Mosul|Erbil|Irbil|Kirkuk|Fallujah|Najaf|Karbala|Iraq",
    "Asia/Riyadh": "Riyadh|Jeddah|Jiddah|Mecca|Medina|Dhahran|Saudi Arabia",
    "Asia/Kuwait": "Kuwait City|Kuwait",
    "Asia/Bahrain": "Manama|Bahrain",
    "Asia/Qatar": "Doha|Qatar",
    "Asia/Dubai": "Dubai|Abu Dhabi|Sharjah|United Arab Emirates|UAE",
    "Asia/Muscat": "Muscat|Oman",
    "Asia/Aden": "Sanaa|Sana'a|Aden|Hodeidah|Yemen",
    "Asia/Amman": "Amman|Jordan",
    "Asia/Damascus": "Damascus|Aleppo|Homs|Idlib|Latakia|Syria",
    "Asia/Beirut": "Beirut|Tripoli, Lebanon|Lebanon",
    "Asia/Jerusalem": "Jerusalem|Tel Aviv|Haifa|Beersheba|Israel",
    "Asia/Gaza": "Gaza|Gaza City|Khan Younis|Rafah",
    "Asia/Hebron": "Ramallah|Hebron|Nablus|Jenin|Bethlehem|West Bank",
    "Asia/Nicosia": "Nicosia|Limassol|Larnaca|Cyprus",
    "Europe/Istanbul": "Istanbul|Ankara|Izmir|Diyarbakir|Gaziantep|Antalya|Turkey|Türkiye",
    "Europe/London": """London|Edinburgh|Glasgow|Belfast|Cardiff|Manchester|Birmingham|Liverpool
        |Leeds|Bristol|Sheffield|Newcastle|Oxford|Cambridge|Aberdeen|Brighton|Southampton
        |Britain
        |United Kingdom|UK""",
    "Europe/Dublin": "Dublin|Cork|Galway|Ireland",
    "Europe/Lisbon": "Lisbon|Porto|Portugal|Lisboa",
    "Europe/Madrid": """Madrid|Barcelona|Seville|Sevilla|Valencia|Bilbao|Malaga|Málaga|Zaragoza
        |Spain""",
    "Europe/Paris": """Paris|Marseille|Lyon|Toulouse|Nice|Strasbourg|Bordeaux|Lille|Cannes
        |Calais
        |France""",
    "Europe/Brussels": "Brussels|Antwerp|Ghent|Liege|Bruges|Belgium|Bruxelles|Brüssel",
    "Europe/Amsterdam": "Amsterdam|The Hague|Rotterdam|Utrecht|Eindhoven|Netherlands|Den Haag",
    "Europe/Luxembourg": "Luxembourg",
    "Europe/Berlin": """Berlin|Frankfurt|Munich|München|Hamburg|Cologne|Köln|Bonn|Düsseldorf
        |Duesseldorf|Stuttgart|Dresden|Leipzig|Hanover|Hannover|Bremen|Nuremberg|Karlsruhe
        |Frankfurt/Main|Wolfsburg|Germany""",
    "Europe/Zurich": """Zurich|Zürich|Geneva|Genf|Genève|Bern|Berne|Basel|Lausanne|Davos|Lugano
        |Switzerland""",
    "Europe/Vienna": "Vienna|Wien|Salzburg|Innsbruck|Graz|Linz|Austria",
    "Europe/Rome": """Rome|Roma|Milan|Milano|Naples|Napoli|Turin|Torino|Venice|Venezia|Florence
        |Firenze|Bologna|Genoa|Palermo|Lampedusa|L'Aquila|Italy""",
    "Europe/Vatican": "Vatican City|Vatican|Castel Gandolfo",
    "Europe/Monaco": "Monaco|Monte Carlo",
    "Europe/Malta": "Valletta|Malta",
    "Europe/Athens": "Athens|Thessaloniki|Lesbos|Piraeus|Greece",
    "Europe/Copenhagen": "Copenhagen|Aarhus|København|Denmark",
    "Europe/Stockholm": "Stockholm|Gothenburg|Malmo|Malmö|Göteborg|Uppsala|Sweden",
    "Europe/Oslo": "Oslo|Bergen|Trondheim|Stavanger|Tromsø|Norway",
    "Europe/Helsinki": "Helsinki|Tampere|Turku|Finland",
    "Atlantic/Reykjavik": "Reykjavik|Iceland",
    "Europe/Tallinn": "Tallinn|Estonia",
    "Europe/Riga": "Riga|Latvia",
    "Europe/Vilnius": "Vilnius|Kaunas|Lithuania",
    "Europe/Warsaw": "Warsaw|Krakow|Kraków|Gdansk|Gdańsk|Wroclaw|Lodz|Poznan|Warszawa|Poland",
    "Europe/Prague": "Prague|Brno|Ostrava|Praha|Czech Republic",
    "Europe/Bratislava": "Bratislava|Kosice|Slovakia",
    "Europe/Budapest": "Budapest|Debrecen|Hungary",
    "Europe/Bucharest": "Bucharest|Cluj|Timisoara|București|Romania",
    "Europe/Chisinau": "Chisinau|Moldova",
    "Europe/Sofia": "Sofia|Plovdiv|Varna|Bulgaria",
    "Europe/Belgrade": "Belgrade|Nis|Novi Sad|Serbia",
    "Europe/Zagreb": "Zagreb|Split|Dubrovnik|Croatia",
    "Europe/Ljubljana": "Ljubljana|Slovenia",
    "Europe/Sarajevo": "Sarajevo|Banja Luka|Srebrenica|Bosnia",
    "Europe/Podgorica": "Podgorica|Montenegro",
    "Europe/Skopje": "Skopje|Macedonia",
    "Europe/Tirane": "Tirana|Albania",
    "Europe/Kyiv": "Kyiv|Kiev|Kharkiv|Lviv|Odessa|Odesa|Donetsk|Mariupol|Dnipro|Ukraine",
    "Europe/Simferopol": "Simferopol|Sevastopol",
    "Europe/Minsk": "Minsk|Belarus",
    "Europe/Moscow": """Moscow|St. Petersburg|Saint Petersburg|Sochi|Grozny|Makhachkala|Kazan
        |Rostov-on-Don|Murmansk|Russia""",
    "Europe/Kaliningrad": "Kaliningrad",
    "Asia/Yekaterinburg": "Yekaterinburg|Chelyabinsk|Perm",
    "Asia/Novosibirsk": "Novosibirsk",
    "Asia/Vladivostok": "Vladivostok|Khabarovsk",
    "Africa/Cairo": "Cairo|Alexandria|Sharm el-Sheikh|Luxor|Suez|Port Said|Egypt",
    "Africa/Tripoli": "Tripoli|Benghazi|Misrata|Libya",
    "Africa/Tunis": "Tunis|Tunisia",
    "Africa/Algiers": "Algiers|Oran|Algeria",
    "Africa/Casablanca": "Rabat|Casablanca|Marrakech|Marrakesh|Tangier|Morocco",
    "Africa/Nouakchott": "Nouakchott|Mauritania",
    "Africa/Dakar": "Dakar|Senegal",
    "Africa/Banjul": "Banjul|Gambia",
    "Africa/Bamako": "Bamako|Timbuktu|Gao|Mali",
    "Africa/Conakry": "Conakry|Guinea",
    "Africa/Bissau": "Bissau|Guinea-Bissau",
    "Africa/Freetown": "Freetown|Sierra Leone",
    "Africa/Monrovia": "Monrovia|Liberia",
    "Africa/Abidjan": "Abidjan|Yamoussoukro|Ivory Coast",
    "Africa/Accra": "Accra|Kumasi|Ghana",
    "Africa/Lome": "Lome|Lomé|Togo",
    "Africa/Porto-Novo": "Cotonou|Porto-Novo|Benin",
    "Africa/Ouagadougou": "Ouagadougou|Burkina Faso",
    "Africa/Niamey": "Niamey|Agadez|Niger",
    "Africa/Lagos": "Lagos|Abuja|Kano|Maiduguri|Port Harcourt|Jos|Kaduna|Nigeria",
    "Africa/Douala": "Yaounde|Yaoundé|Douala|Cameroon",
    "Africa/Ndjamena": "N'Djamena|Ndjamena|Chad",
    "Africa/Bangui": "Bangui|Central African Republic",
    "Africa/Libreville": "Libreville|Gabon",
    "Africa/Malabo": "Malabo|Equatorial Guinea",
    "Africa/Brazzaville": "Brazzaville",
    "Africa/Kinshasa": "Kinshasa",
    "Africa/Lubumbashi": "Goma|Lubumbashi|Bukavu|Bunia",
    "Africa/Luanda": "Luanda|Angola",
    "Africa/Khartoum": "Khartoum|Omdurman|Port Sudan|Sudan",
    "Africa/Juba": "Juba|South Sudan",
    "Africa/Addis_Ababa": "Addis Ababa|Mekelle|Ethiopia",
    "Africa/Asmara": "Asmara|Eritrea",
    "Africa/Djibouti": "Djibouti",
    "Africa/Mogadishu": "Mogadishu|Hargeisa|Kismayo|Somalia",
    "Africa/Nairobi": "Nairobi|Mombasa|Kisumu|Dadaab|Kenya",
    "Africa/Kampala": "Kampala|Entebbe|Uganda",
    "Africa/Kigali": "Kigali|Rwanda",
    "Africa/Bujumbura": "Bujumbura|Gitega|Burundi",
    "Africa/Dar_es_Salaam": "Dar es Salaam|Dodoma|Arusha|Zanzibar|Tanzania",
    "Africa/Lusaka": "Lusaka|Ndola|Zambia",
    "Africa/Harare": "Harare|Bulawayo|Zimbabwe",
    "Africa/Blantyre": "Lilongwe|Blantyre|Malawi",
    "Africa/Maputo": "Maputo|Beira|Pemba|Mozambique",
    "Africa/Gaborone": "Gaborone|Botswana",
    "Africa/Windhoek": "Windhoek|Namibia",
    "Africa/Johannesburg": """Johannesburg|Pretoria|Cape Town|Durban|Soweto|Bloemfontein
        |Port Elizabeth|Gqeberha|South Africa""",
    "Africa/Maseru": "Maseru|Lesotho",
    "Africa/Mbabane": "Mbabane|Eswatini|Swaziland",
    "Indian/Antananarivo": "Antananarivo|Madagascar",
    "Indian/Mauritius": "Port Louis|Mauritius",
    "America/New_York": """New York|New York City|Washington|Washington D.C.|Washington, D.C.
        |Washington DC|Boston|Philadelphia|Atlanta|Miami|Detroit|Pittsburgh|Baltimore|Cleveland
        |Cincinnati|Columbus|Charlotte|Raleigh|Richmond|Orlando|Tampa|Jacksonville
        |Fort Lauderdale
        |Buffalo|Albany|Newark|Trenton|Hartford|New Haven|Providence|Portland, Maine|Concord
        |Burlington|Augusta|Columbia, S.C.|Charleston|Savannah|Tallahassee|Harrisburg|Annapolis
        |United Nations|Indianapolis|Louisville|Norfolk|Princeton""",
    "America/Chicago": """Chicago|Houston|Dallas|Austin|San Antonio|Fort Worth|New Orleans
        |Minneapolis|St. Paul|Milwaukee|Madison|St. Louis|Kansas City|Memphis|Nashville
        |Oklahoma City|Tulsa|Omaha|Lincoln|Des Moines|Little Rock|Birmingham, Ala.|Montgomery
        |Jackson|Baton Rouge
        |Mobile|Wichita|Topeka|Sioux Falls|Springfield|Ferguson""",
    "America/Denver": """Denver|Salt Lake City|Albuquerque|Santa Fe|Boise|Cheyenne
        |Colorado Springs
        |El Paso|Billings|Helena""",
    "America/Phoenix": "Phoenix|Tucson|Flagstaff",
    "America/Los_Angeles": """Los Angeles|San Francisco|Seattle|San Diego|Sacramento|San Jose
        |Oakland|Portland|Las Vegas|Reno|Long Beach|Hollywood|Beverly Hills|Palo Alto|Fresno
        |Santa Monica|Olympia|Spokane|Cupertino|Mountain View|Redmond""",
    "America/Anchorage": "Anchorage|Juneau|Fairbanks",
    "Pacific/Honolulu": "Honolulu|Hawaii",
    "America/Puerto_Rico": "San Juan|Puerto Rico",
    "America/Toronto": "Toronto|Ottawa|Montreal|Montréal|Quebec City|Quebec|Hamilton, Ont.",
    "America/Halifax": "Halifax|Fredericton|Moncton",
    "America/St_Johns": "St. John's",
    "America/Winnipeg": "Winnipeg",
    "America/Regina": "Regina|Saskatoon",
    "America/Edmonton": "Calgary|Edmonton|Banff",
    "America/Vancouver": "Vancouver|Victoria",
    "America/Mexico_City": """Mexico City|Guadalajara|Monterrey|Puebla|Acapulco|Oaxaca|Veracruz
        |Mexico|Ciudad de México|México""",
    "America/Tijuana": "Tijuana",
    "America/Ciudad_Juarez": "Ciudad Juarez|Ciudad Juárez",
    "America/Cancun": "Cancun|Cancún",
    "America/Havana": "Havana|Cuba|La Habana",
    "America/Port-au-Prince": "Port-au-Prince|Haiti",
    "America/Santo_Domingo": "Santo Domingo|Dominican Republic",
    "America/Jamaica": "Kingston|Jamaica",
    "America/Nassau": "Nassau|Bahamas",
    "America/Port_of_Spain": "Port of Spain|Trinidad",
    "America/Barbados": "Bridgetown|Barbados",
    "America/Guatemala": "Guatemala City|Guatemala",
    "America/Belize": "Belmopan|Belize City|Belize",
    "America/El_Salvador": "San Salvador|El Salvador",
    "America/Tegucigalpa": "Tegucigalpa|San Pedro Sula|Honduras",
    "America/Managua": "Managua|Nicaragua",
    "America/Costa_Rica": "San Jose, Costa Rica|San José|Costa Rica",
    "America/Panama": "Panama City|Panama",
    "America/Bogota": "Bogota|Bogotá|Medellin|Medellín|Cali|Cartagena|Colombia",
    "America/Caracas": "Caracas|Maracaibo|Venezuela",
    "America/Guyana": "Georgetown|Guyana",
    "America/Paramaribo": "Paramaribo|Suriname",
    "America/Guayaquil": "Quito|Guayaquil|Ecuador",
    "America/Lima": "Lima|Cusco|Arequipa|Peru",
    "America/La_Paz": "La Paz|Santa Cruz|Sucre|Cochabamba|Bolivia",
    "America/Santiago": "Santiago|Valparaiso|Valparaíso|Concepcion|Chile",
    "America/Asuncion": "Asuncion|Asunción|Paraguay",
    "America/Montevideo": "Montevideo|Punta del Este|Uruguay",
    "America/Argentina/Buenos_Aires": "Buenos Aires|Cordoba|Córdoba|Rosario|Mendoza|Argentina",
    "America/Sao_Paulo": """Sao Paulo|São Paulo|Rio de Janeiro|Brasilia|Brasília|Salvador|Recife
        |Fortaleza|Belo Horizonte|Porto Alegre|Curitiba|Belem|Brazil""",
    "America/Manaus": "Manaus",
    "Australia/Sydney": "Sydney|Canberra|Newcastle, Australia|Wollongong",
    "Australia/Melbourne": "Melbourne|Geelong",
    "Australia/Brisbane": "Brisbane|Cairns|Gold Coast|Townsville",
    "Australia/Adelaide": "Adelaide",
    "Australia/Darwin": "Darwin|Alice Springs",
    "Australia/Perth": "Perth",
    "Australia/Hobart": "Hobart",
    "Pacific/Auckland": "Wellington|Auckland|Christchurch|Dunedin|Queenstown|New Zealand",
    "Pacific/Fiji": "Suva|Nadi|Fiji",
    "Pacific/Port_Moresby": "Port Moresby|Papua New Guinea",
    "Pacific/Guadalcanal": "Honiara|Solomon Islands",
    "Pacific/Efate": "Port Vila|Vanuatu",
    "Pacific/Apia": "Apia|Samoa",
    "Pacific/Tongatapu": "Nuku'alofa|Tonga",
    "Pacific/Tarawa": "Tarawa|Kiribati",
    "Pacific/Majuro": "Majuro|Marshall Islands",
    "Pacific/Palau": "Koror|Palau",
    "Pacific/Noumea": "Noumea|New Caledonia",
    "Pacific/Tahiti": "Papeete|Tahiti",
    "Pacific/Guam": "Hagatna|Guam",
}

_CHINESE = {
    "Asia/Shanghai": """北京 上海 广州 深圳 天津 重庆 成都 武汉 西安 南京 杭州 苏州 沈阳 大连
        哈尔滨 长春 济南 青岛 郑州 长沙 福州 厦门 南昌 合肥 石家庄 太原 呼和浩特 兰州 西宁 银川
        贵阳 昆明 南宁 海口 三亚 拉萨 乌鲁木齐 宁波 温州 东莞 珠海""",
    "Asia/Hong_Kong": "香港",
    "Asia/Macau": "澳门 澳門",
    "Asia/Taipei": "台北 臺北 高雄",
    "Asia/Tokyo": "东京 東京 大阪 京都",
    "Asia/Seoul": "首尔 首爾 서울",
    "Asia/Pyongyang": "平壤",
    "Asia/Bangkok": "曼谷",
    "Asia/Ho_Chi_Minh": "河内",
    "Asia/Manila": "马尼拉",
    "Asia/Singapore": "新加坡",
    "Asia/Kuala_Lumpur": "吉隆坡",
    "Asia/Jakarta": "雅加达",
    "Asia/Kolkata": "新德里 孟买",
    "Asia/Karachi": "伊斯兰堡",
    "Asia/Kabul": "喀布尔",
    "Asia/Tehran": "德黑兰",
    "Asia/Baghdad": "巴格达",
    "Asia/Jerusalem": "耶路撒冷 特拉维夫",
    "Asia/Riyadh": "利雅得",
    "Asia/Dubai": "迪拜 阿布扎比",
    "Europe/Istanbul": "安卡拉 伊斯坦布尔",
    "Europe/London": "伦敦 倫敦",
    "Europe/Paris": "巴黎",
    "Europe/Berlin": "柏林 法兰克福 慕尼黑",
    "Europe/Brussels": "布鲁塞尔",
    "Europe/Madrid": "马德里",
    "Europe/Rome": "罗马 米兰",
    "Europe/Zurich": "日内瓦",
    "Europe/Vienna": "维也纳",
    "Europe/Athens": "雅典",
    "Europe/Moscow": "莫斯科",
    "Europe/Kyiv": "基辅",
    "Europe/Warsaw": "华沙",
    "Europe/Stockholm": "斯德哥尔摩",
    "Africa/Cairo": "开罗",
    "Africa/Nairobi": "内罗毕",
    "Africa/Johannesburg": "约翰内斯堡",
    "America/New_York": "纽约 紐約 华盛顿 華盛頓 联合国",
    "America/Chicago": "芝加哥 休斯敦",
    "America/Los_Angeles": "洛杉矶 旧金山",
    "America/Toronto": "渥太华 多伦多",
    "America/Mexico_City": "墨西哥城",
    "America/Sao_Paulo": "巴西利亚 圣保罗 里约热内卢",
    "America/Argentina/Buenos_Aires": "布宜诺斯艾利斯",
    "Australia/Sydney": "悉尼 堪培拉",
    "Pacific/Auckland": "惠灵顿",
}

ZONE_OF_PLACE: dict[str, str] = {
    " ".join(place.split()).casefold(): zone
    for zone, places in _ZONES.items()
    for place in places.split("|")
} | {place: zone for zone, places in _CHINESE.items() for place in places.split()}
"""Zone name by place, case folded."""


def zone_of_place(place: str) -> str | None:
    """Zone of the place a dateline names ("BEIJING", "Lima, Peru", "LONDON/PARIS")."""
    whole = " ".join(place.replace("’", "'").split()).casefold().strip(" .")
    for part in (whole, *whole.replace("/", ",").split(",")):
        zone = ZONE_OF_PLACE.get(part.strip(" ."))
        if zone is not None:
            return zone
    return None
