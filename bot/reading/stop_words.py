"""The small words of each language: they tell languages apart, and sentences from menus.

A table only. Each row holds words that are frequent in running text and rare in headings.
"""

from __future__ import annotations

_ROWS = {
    "en": """a about above after again against all also although am among an and another any are
        around as at be because been before being below between both but by can cannot could did
        do does doing down during each either else even every few for from further had has have
        having he her here hers herself him himself his how however i if in into is it its itself
        just may me might more most much must my myself neither no nor not now of off on once only
        or other our ours ourselves out over own rather same shall she should since so some still
        such than that the their theirs them themselves then there these they this those though
        through thus to too toward towards under until up upon us very was we were what when where
        whether which while who whom whose why will with within without would yet you your yours
        said says it's don't didn't isn't wasn't that's he's she's i'm we're they're""",
    "es": """a al algo ante antes aunque aún cada como con contra cual cuando de del desde donde
        dos durante e el ella ellas ellos en entre era eran es esa ese eso esta estaba este esto
        está están estos estas fue fueron ha había habían han hasta hay la las le les lo los
        mientras muy más ni no nos o otra otro para pero por porque que quien qué se ser si sido
        sin sobre son su sus sí también tan tiene todo todos tras tres un una uno unos y ya él
        según dijo""",
    "fr": """a afin ai ainsi alors après au aussi autre autres aux avait avant avec avoir c'est car
        ce cela celle celui ces cet cette ceux chez comme contre d'un d'une dans de depuis des deux
        dont du elle elles en encore entre est et eu fait il ils je jusqu'à l'on la le les leur
        leurs lors lui mais moins même n'a n'est ne non nos notre nous on ont ou où par pas pendant
        peu plus pour qu'il qu'un que qui quand sa sans se selon sera ses si son sont sous sur
        tous tout très un une vers vous y à été être""",
    "de": """aber alle als also am an auch auf aus bei beim bis da damit dann das dass dem den denn
        der des die dies diese dieser dieses doch dort du durch ein eine einem einen einer eines er
        es etwa für gegen habe haben hat hatte hatten ich ihm ihn ihr ihre im in ist jedoch kann
        kein keine können man mehr mit nach nicht noch nun nur ob oder ohne sehr sei sein seine
        sich sie sind so soll sollen sowie um und uns unter vom von vor war waren was weil wenn
        werden wie wieder wir wird wurde wurden während zu zum zur zwischen über""",
    "it": """a ad agli ai al alla alle allo anche ancora aveva c'è che chi ci col come con contro
        cui da dagli dai dal dalla dalle degli dei del dell dell'anno della delle dello di dopo
        dove due e ed era erano essere fra fu già gli ha hanno i il in invece io l'ha la le lo loro
        ma mentre molto ne negli nei nel nella nelle non o ogni per perché però più prima quando
        quanto quello questa queste questi questo se senza si sia solo sono sua sue sui sul sulla
        suo suoi tra tutti un un'altra una uno è stato stata stati secondo""",
    "pt": """a ainda ao aos até as assim com como contra da das de dele dela depois desde do dos e
        ela elas ele eles em entre era eram essa esse esta este está estão eu foi foram há isso já
        lhe mais mas mesmo muito na nas nem no nos não o os ou para pela pelas pelo pelos por
        porque quando que quem se seja sem ser seu seus sobre sua suas são só também tem tinha
        têm um uma você à às é segundo disse""",
    "nl": """aan al alle als bij dan dat de der deze die dit doch door dus een eens en er ge had
        heb hebben heeft hem het hier hij hoe hun ik in is ja je kan kon kunnen maar me meer men
        met mij mijn moet na naar niet niets nog nu of om omdat ons ook op over reeds te tegen toch
        toen tot u uit uw van veel volgens voor want waren was wat we wel werd wezen wie wij wil
        worden wordt zal ze zei zich zij zijn zo zonder zou tussen""",
    "sv": """alla att av blev bli blir bara de den denna deras dess det detta dig din dock du där då
        efter ej eller en enligt er ett från för ha hade han har henne hennes hon honom hur här i
        icke inom inte jag ju kan kunde man med mellan men mig min mot mycket ni nu när något och
        om oss på sedan sig sin sina skall ska skulle som så till under upp ut utan vad var vara
        varit vem vi vid vill över är också säger""",
    "da": """af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din
        dog du efter eller en end er et for fra få ham han hans har havde have hende her hos hun
        hvad hvis hvor i ifølge ikke ind jeg jo kan kunne man mange med meget men mig min mod nogle
        noget nu når og også om op os over på sammen selv sig sin skal skulle som så til under ud
        var vi vil ville været siger""",
    "no": """alle at av ble bli blir bare både da de deg dei den denne der deres det dette disse du
        eller en enn er et etter for fordi fra før få ha hadde han hans har henne her hun hva hvis
        hvor hvordan i ifølge ikke ingen inn jeg kan kom kunne man mange med meg meget mellom men
        mer min mot mye må ned noe noen nå når og også om opp oss over på sa sammen seg selv sier
        sin skal skulle som så til under ut var ved vi vil ville vært""",
    "fi": """ei eivät ennen ettei että he hän hänen ja joka jotka jo johon jonka joista jos kanssa
        kun kuin kuitenkin me mikä missä mitä mukaan mutta myös niin nyt ne noin oli olisi olivat
        olla olleet ollut on ovat se sekä sen siitä sillä sitä tai tämä tämän vain vielä voi
        sanoo""",
    "pl": """ale bez bo był była było były być co czy dla do gdy go i ich im iż ja jak jako jednak
        jego jej jest już każdy która które którego której którzy który lub ma mają mnie może na nad
        nie niej nim o od oraz po pod podczas ponad poza przed przez przy roku się są ta tak także
        tam te tego tej ten to tu tych tym tylko u w we więc wszystkie z za zaś ze że żeby""",
    "cs": """aby ale ani asi až by byl byla bylo byly být co což do ho i jak jako je jeho jejich
        její jen ještě ji již jsem jsou k kde kdy když která které který kteří má mezi mu na nad ne
        než není o od po pod podle pokud pro proto protože před při s se si svou také tak ten tento
        této to tom u v ve však všech z za ze že""",
    "ro": """a acest această aceste ai al ale am ar are au avea ca care ce cea cei cel cele cu când
        că dar de deja despre din după ei el ele era este eu fi fiind fost iar în la le lor lui mai
        mult ne nu o ori pe pentru prin s-a sa sau se si sunt să său sub toate toți un una unde
        unei unor unui va vor și""",
    "hu": """a az azt ami amely amelyek amikor arra azonban be csak de egy el ez ezt ezek fel ha
        hanem hogy is ki kell két le lehet legyen majd már meg mert mint minden mondta nagyon nem
        nincs olyan ott pedig sem szerint valamint van vagy volt voltak""",
    "tr": """ama ancak bazı ben bir biri birçok bu bunu bunun çok da daha de değil dedi diye dolayı
        en gibi göre hem her hiç ile için ise kadar ki mi mı ne neden nasıl o olan olarak oldu
        olduğu olduğunu olması onu onun sonra şu tarafından tüm üzere var ve veya ya yok""",
    "id": """ada adalah agar akan antara apa atau bahwa bagi banyak belum bisa dalam dan dapat dari
        dengan di dia hanya harus ia ini itu juga jika kami karena kata kepada ketika lain lebih
        mereka masih namun oleh pada para saat saja sebagai sebuah secara sejak sementara seorang
        seperti serta setelah sudah telah terhadap tersebut tetapi tidak untuk yang""",
    "vi": """bị bởi các cho chưa có còn cũng của cùng đã đang đến đó được giữa hay hơn khi không là
        lại mà mình một này nên nếu người nhiều những như nhưng ở ra rằng rất sau sẽ theo thì trên
        trong trước từ và vào vẫn với về""",
    "ru": """а без более бы был была были было быть в во вот все всех вы где для до его ее если есть
        ещё же за и из или им их к как когда кто который которые которых которая ли между мы на над
        не него нет но о об однако он она они оно от по под после при про с сам со так также там
        того только тот тоже у уже чем через что чтобы это этого этой этот я является""",
    "uk": """а або але без бути був була були було в від він вони вона все всі де для до є ж за з
        зі із і й його її їх інших коли на над не ні о однак один по під після при про з-за
        та так також там тим того тому у уже ще що щоб це цього цей цих ці який яка які як через""",
    "bg": """а ако без беше бъде в във върху все всички вече го да до докато за и из или им има
        каза как като което който която които към ли между ми много може на над не него нея но
        обаче от още по под при през само са се със си след той това тези то този тя те че ще""",
    "el": """αλλά αν από αυτά αυτή αυτό για δεν διότι εάν είναι είχε ενώ επίσης έχει έχουν η ή ήταν
        θα και κατά με μετά μέχρι μη μια μία μας να ο οι όμως όπως ότι όταν που προς πως σε στα στη
        στην στις στο στον στους τα την της τις το τον του τους των ως""",
    "ar": """إلى إن أن أو أي أيضا التي الذي الذين اللذين أما أنه أنها بأن بعد بعض بل بما بين تلك ثم
        حتى حول حيث خلال ذلك عن عند عندما على غير في قال قالت قبل قد كان كانت كما كل لا لكن لم لن
        له لها ما مع من منذ منها منه هذا هذه هناك هو هي وأن وفي وقال وقد ولا وما ومن وهو وهي يوم""",
    "fa": """از است اما آن آنها اگر او این با باید بر برای بود بوده به بین پس پیش تا چه خود در را
        روی شد شده شود که کرد کرده کند کنند گفت ما مورد می نیز نیست هر هم همه همچنین هستند و وی
        یا یک""",
    "he": """אבל או אולם אחרי אין אך אל אם אנחנו אני את אתה בין גם הוא היא היה היו הם הן זאת זה זו
        יש כאשר כי כך כל כמו לא לאחר לפני מי מה מן עד עוד על עם רק של שלא""",
    "hi": """और इस उस एक ऐसे कर करने का कि किया की के को जो तक तो था थे थी दिया न नहीं ने पर भी
        में यह ये रहा रहे लिए वह वे से हुए है हैं हो""",
}

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _ROWS.items()
}

BY_SCRIPT: dict[str, tuple[str, ...]] = {
    "latin": (
        "en", "es", "fr", "de", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "ro", "hu",
        "tr", "id", "vi",
    ),
    "cyrillic": ("ru", "uk", "bg"),
    "arabic": ("ar", "fa"),
    "greek": ("el",),
    "hebrew": ("he",),
    "devanagari": ("hi",),
}  # fmt: skip
