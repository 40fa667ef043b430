"""Words that pages put around an article, by what they do. Tables only, most frequent languages.

They help where structure alone says too little; no single word decides what the body is.
"""

from __future__ import annotations


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.replace("\n", "|").split("|"))


SHARE_WORDS = _phrases(
    """twitter|facebook|myspace|yahoo|linkedin|mixx|digg|delicious|del.icio.us|stumbleupon|reddit
    google|google+|plus|buzz|newsvine|technorati|email|e-mail|mail|print|share|shares|sharing
    whatsapp|telegram|pinterest|tumblr|wechat|weibo|qq|line|viber|messenger|instagram|youtube
    flipboard|pocket|evernote|xing|vk|vkontakte|odnoklassniki|skype|sms|tweet|tweets|pin|pin it
    like|likes|copy|link|copy link|permalink|rss|bookmark|save|this|via|on|to|with|and|x|bluesky
    mastodon|threads|truth social|more|post|send|add|gift|article|full screen|close|font size|a
    comment|comments|text size|a+|a-|teilen|drucken|merken|kommentare|partager|imprimer|envoyer
    compartir|imprimir|enviar|guardar|condividi|stampa|delen|dela|del|compartilhar|bookmarks
    微信|微博|新浪微博|腾讯微博|分享|分享到|分享至|分享到微信|转发|打印|收藏|评论|点赞|朋友圈|空间|人人网
    开心网|豆瓣|扫一扫|字号|大|中|小|字体|シェア|ツイート|ブックマーク|印刷|保存|共有|공유|인쇄
    مشاركة|طباعة|فيسبوك|تويتر|واتساب"""
)
"""What share bars are made of, lower case."""

FURNITURE_STARTS = (
    "(reporting by", "reporting by", "additional reporting by", "(editing by", "editing by",
    "advertisement", "advertising", "sponsored", "paid post", "promoted", "story continues below",
    "article continues", "continue reading", "read more", "read the full", "read next",
    "see also",
    "also read", "more:", "related:", "watch:", "watch live", "video:", "photos:", "gallery:",
    "click here", "tap here", "sign up", "subscribe", "log in", "sign in", "register",
    "follow us",
    "download the app", "get the app", "share this", "print this", "email this", "listen to this",
    "copyright", "©", "(c)", "all rights reserved", "this material may not be published",
    "we use cookies", "this site uses cookies", "this website uses cookies", "by continuing",
    "by clicking", "by signing up", "thank you for reading", "support our journalism",
    "skip to", "jump to", "back to top", "scroll down", "image copyright", "image caption",
    "media caption", "playback", "file photo", "photograph:", "photo by", "photo:", "image:",
    "picture:", "credit:", "(photo", "[photo", "anzeige", "werbung", "lesen sie auch", "mehr zum",
    "weiterlesen", "newsletter", "jetzt abonnieren", "wir verwenden cookies", "cookies",
    "diese website verwendet cookies", "diese seite verwendet cookies",
    "nous utilisons des cookies",
    "ce site utilise des cookies", "utilizamos cookies", "este sitio utiliza cookies",
    "este sitio web utiliza cookies", "usamos cookies", "este site usa cookies",
    "questo sito utilizza", "本网站使用cookie", "我们使用cookie", "当サイトではクッキー",
    "当サイトではcookie", "يستخدم هذا الموقع ملفات تعريف الارتباط", "نستخدم ملفات تعريف الارتباط",
    "publicité", "lire aussi", "à lire aussi", "lire la suite", "abonnez-vous", "s'abonner",
    "publicidad", "lea también", "lee también", "leer más", "te puede interesar", "suscríbete",
    "publicidade", "leia também", "leia mais", "saiba mais", "assine", "leggi anche",
    "pubblicità",
    "abbonati", "lees ook", "läs också", "les også", "læs også", "реклама", "читайте также",
    "подписывайтесь", "广告", "相关阅读", "延伸阅读", "点击", "更多", "版权", "扫描二维码",
    "关注",
    "下载客户端", "欢迎关注", "广告", "広告", "関連記事", "続きを読む", "会員登録", "광고",
    "관련기사",
    "【写真", "【動画", "【画像", "【図", "写真：", "写真＝", "あわせて読みたい", "この記事を",
    "무단전재", "اقرأ أيضا", "اقرأ المزيد", "إعلان", "اشترك", "جميع الحقوق",
)  # fmt: skip
"""How lines begin that are never the article's own words, lower case."""

FURNITURE_PARTS = (
    "all rights reserved", "terms of use", "terms of service", "privacy policy", "cookie policy",
    "terms and conditions", "use of cookies", "uses cookies", "our newsletter", "your inbox",
    "your email address", "unsubscribe", "free trial", "create an account",
    "already a subscriber",
    "enable javascript", "your browser", "accept cookies", "click here", "follow us on",
    "like us on facebook", "follow him on twitter", "follow her on twitter",
    "may not be published, broadcast, rewritten", "datenschutz", "alle rechte vorbehalten",
    "tous droits réservés", "politique de confidentialité", "todos los derechos reservados",
    "política de privacidad", "todos os direitos reservados", "tutti i diritti riservati",
    "版权所有", "未经授权", "转载请注明", "禁止转载", "无断転載", "無断転載", "著作権",
    "저작권자",
)  # fmt: skip
"""Words that betray a sentence as the page's, not the article's, lower case."""

TAIL_STARTS = (
    "related stories", "related news", "related articles", "related topics", "related content",
    "related coverage", "related links", "related reading", "related", "more stories",
    "more news",
    "more on this", "more from", "more in", "more like this", "most popular", "most read",
    "most viewed", "most shared", "most commented", "trending", "recommended",
    "you may also like",
    "you might also like", "editor's picks", "editors' picks", "editor’s picks", "editors’ picks",
    "top stories", "top news", "latest news", "latest stories", "popular", "what to read next",
    "up next", "next article", "previous article", "next story", "comments", "leave a comment",
    "leave a reply", "post a comment", "add a comment", "view comments", "show comments",
    "join the conversation", "tags:", "topics:", "filed under", "keywords", "about the author",
    "e-paper", "epaper", "specials", "hot topics", "photo galleries", "in pictures",
    "from the web",
    "around the web", "sponsored content", "promoted stories", "paid content", "contact us",
    "about us", "site map", "sitemap", "mehr zum thema", "das könnte sie auch interessieren",
    "meistgelesen", "kommentare", "sur le même sujet", "les plus lus", "commentaires",
    "dans la même",
    "más noticias", "noticias relacionadas", "lo más leído", "comentarios", "temas relacionados",
    "notícias relacionadas", "mais lidas", "comentários", "potrebbe interessarti", "commenti",
    "相关新闻", "相关报道", "相关链接", "相关专题", "热门", "热点", "推荐阅读", "推荐",
    "精彩推荐",
    "编辑推荐", "图片新闻", "网友评论", "我要评论", "最新评论", "猜你喜欢", "今日热点", "排行",
    "点击排行", "新闻排行", "热门文章", "最新新闻", "友情链接", "関連ニュース", "関連記事",
    "ランキング",
    "おすすめ", "コメント", "관련뉴스", "많이 본", "댓글", "أخبار ذات صلة", "مواضيع ذات صلة",
    "الأكثر قراءة", "تعليقات", "читайте также", "по теме", "популярное", "комментарии",
)  # fmt: skip
"""How the short lines begin that stand after an article's last word, lower case."""

HOME_WORDS = _phrases(
    """home|home page|homepage|front page|index|main|start|startseite|accueil|inicio|início|portada
    forside|etusivu|strona główna|首页|首頁|主页|网站首页|新闻首页|ホーム|トップ|トップページ|홈
    главная|الرئيسية"""
)
"""The first step of a breadcrumb."""

ACCOUNT_WORDS = _phrases(
    """sign in|sign up|log in|login|log out|logout|register|subscribe|subscriptions
    my account|account|profile|search|menu|navigation|anmelden|einloggen|registrieren
    abo|abo testen|abonnieren|konto|mein konto|suche|menü|se connecter|connexion
    s'inscrire|s’inscrire|s'abonner|s’abonner|mon compte|rechercher|recherche
    iniciar sesión|inicia sesión|registrarse|regístrate|suscríbete|suscribirse|mi cuenta
    buscar|entrar|cadastre-se|assine|accedi|registrati|abbonati|cerca|登录|登錄|登入
    注册|註冊|订阅|訂閱|搜索|会员中心|我的|ログイン|会員登録|新規登録|登録|検索|メニュー
    マイページ|로그인|회원가입|검색|войти|регистрация|поиск|подписаться|تسجيل الدخول
    تسجيل|اشترك|بحث|حسابي|القائمة"""
)
"""What menus offer readers who have an account, or want one, lower case."""

BREADCRUMB_LABELS = (
    "you are here", "your location", "current position", "sie sind hier", "vous êtes ici",
    "estás en", "您的位置", "您现在的位置", "当前位置", "您所在的位置", "所在位置", "你的位置",
    "現在位置",
)  # fmt: skip

SECTION_LABELS = (
    "section", "category", "filed under", "channel", "rubrik", "ressort", "rubrique", "sección",
    "栏目", "频道", "分类", "版面", "章节", "カテゴリ",
)  # fmt: skip

SECTION_NAMES = _phrases(
    """news|world|world news|international|international news|national|nation|nation & world|global
    china|china news|us|u.s.|usa|us news|u.s. news|uk|uk news|britain|england|scotland|wales
    northern ireland|ireland|europe|asia|asia-pacific|asia pacific|africa|americas|latin america
    middle east|mideast|australia|new zealand|canada|india|japan|south korea|north korea|korea
    russia|germany|france|hong kong|taiwan|singapore|malaysia|indonesia|thailand|vietnam|pakistan
    bangladesh|philippines|nepal|sri lanka|south asia|southeast asia|east asia|central asia
    regional|region|local|local news|metro|city|cities|state|states|politics|government|policy
    elections|election|diplomacy|defense|defence|military|society|people|life|lifestyle|living
    style|fashion|family|relationships|business|economy|economics|money|markets|finance|companies
    industries|industry|industrial|macro|technology|tech|sci-tech|sci & tech|science|sci/tech
    science & technology|science and technology|science & environment|innovation|internet|digital
    gadgets|gaming|games|environment|climate|energy|green|nature|space|health|wellness|medicine
    education|schools|university|culture|arts|art|arts & culture|entertainment|entertainment & arts
    music|film|films|movies|tv|tv & radio|television|theater|theatre|books|media|celebrity|showbiz
    celebrities|sport|sports|football|soccer|basketball|cricket|tennis|rugby|golf|olympics|motorsport
    motoring|autos|auto|cars|transport|travel|food|food & drink|drink|dining|home & garden|property
    real estate|opinion|opinions|op-ed|op-ed contributors|columnists|column|commentary|comment
    editorial|editorials|analysis|views|letters|blogs|features|feature|focus|in depth|special
    special report|cover story|weekend|magazine|weather|crime|law|justice|courts|religion|history
    obituaries|odd news|odd|offbeat|video|photo|photos|latest|breaking news|top news|headlines
    governance|hk/taiwan|hk, macao & taiwan|newsmaker|newsmakers|cross-straits|disasters|disaster
    social|community|human rights|migration|labor|jobs|careers|small business|personal finance
    agriculture|aviation|banking|stocks|china-us|china & world|chinese economy|bizchina|cndy
    politik|wirtschaft|gesellschaft|kultur|wissenschaft|panorama|ausland|inland|meinung|sport
    politique|économie|société|monde|international|culture|sciences|sports|opinions
    política|economía|sociedad|internacional|nacional|cultura|deportes|mundo|opinión|ciencia
    economia|sociedade|esportes|brasil|ciência|politica|cronaca|esteri|società|scienza
    国内|国际|國際|时政|时事|社会|社會|财经|经济|金融|科技|科学|文化|教育|体育|娱乐|军事|健康|法治|法制
    港澳|台湾|港澳台|地方|环球|要闻|新闻|滚动|滚动新闻|生活|旅游|汽车|房产|评论|观点|理论|图片|视频
    政治|経済|国際|スポーツ|エンタメ|テクノロジー|地域|사회|정치|경제|국제|문화|스포츠
    политика|экономика|общество|мир|в мире|культура|спорт|наука|россия
    سياسة|اقتصاد|رياضة|ثقافة|العالم|مجتمع"""
)
"""Names sections go by, lower case."""

PUBLISHED_LABELS = (
    "first published", "published on", "published at", "published", "publication date",
    "posted on",
    "posted by", "posted at", "posted", "created on", "created", "issued", "released", "date",
    "publish date", "pub date", "pubdate", "publié le", "publié", "publicado el", "publicado em",
    "publicado", "pubblicato il", "pubblicato", "veröffentlicht am", "veröffentlicht", "erstellt",
    "gepubliceerd op", "gepubliceerd", "publicerad", "publisert", "publiceret", "julkaistu",
    "opublikowano", "опубликовано", "发布时间", "发表时间", "发布日期", "发布于", "发布",
    "时间", "日期",
    "發布時間", "公開日", "公開", "掲載", "投稿日", "入力", "登録", "입력", "등록", "نشر في",
    "نشر",
)  # fmt: skip

UPDATED_LABELS = (
    "last updated on", "last updated at", "last updated", "last modified on", "last modified",
    "updated on", "updated at", "update time", "updated", "update", "modified on", "modified",
    "revised", "last revised", "mis à jour le", "mise à jour le", "mis à jour", "mise à jour",
    "modifié le", "actualizado el", "actualizado", "actualización", "atualizado em", "atualizado",
    "aggiornato il", "aggiornato", "aktualisiert am", "aktualisiert", "stand", "zuletzt geändert",
    "bijgewerkt op", "bijgewerkt", "uppdaterad", "oppdatert", "opdateret", "päivitetty",
    "zaktualizowano", "обновлено", "更新时间", "更新日期", "最后更新", "更新于", "更新",
    "更新時間",
    "更新日時", "最終更新", "更新日", "수정", "최종수정", "آخر تحديث", "تحديث",
)  # fmt: skip

SOURCE_LABELS = (
    "source", "sources", "provided by", "news source", "from", "quelle", "fuente", "fonte",
    "bron",
    "来源", "稿件来源", "稿源", "消息来源", "文章来源", "信息来源", "來源", "出处", "配信",
    "提供", "출처",
    "источник", "المصدر",
)  # fmt: skip

BYLINE_LABELS = (
    "by", "written by", "reported by", "story by", "text by", "words by", "author", "authors",
    "reporter", "correspondent", "von", "par", "por", "di", "door", "av", "af", "autor", "autora",
    "auteur", "autore", "作者", "记者", "記者", "本报记者", "撰文", "撰稿", "文", "執筆", "기자",
    "автор", "الكاتب", "بقلم",
)  # fmt: skip

EDITOR_LABELS = (
    "editor", "editors", "edited by", "editing by", "copy editor", "web editor", "责任编辑",
    "责编",
    "编辑", "主编", "编审", "校对", "監修", "编 辑", "責任編輯", "reporting by", "contact",
)  # fmt: skip
