"""Words by which a section can be guessed, for the seventeen top-level IPTC Media Topics.

A table only; how many of them make a guess is for `section_guess` to say. Words that many kinds of
news share (match, win, case, plan) are left out: a story without a section is better than one
under the wrong one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A section to guess. names: by language. words: English, "+" before the telling ones."""

    medtop: str
    english: str
    chinese: str
    words: str
    chinese_words: str


TOPICS = (
    Topic(
        "medtop:01000000",
        "Culture",
        "文化",
        """+film +movie +album +singer +actress +actor +novelist +painter +sculptor +exhibition
        +museum +gallery +theatre +orchestra +concert +box_office +screenplay +novel +poet
        +opera +sitcom +Hollywood +Netflix +Broadway +Oscars +Grammy +Emmy +songwriter +rapper
        director producer band music song artist painting studio soundtrack series episode
        premiere festival author book celebrity star fans audience comedy drama starring trailer""",
        """+电影 +影片 +票房 +导演 +演员 +歌手 +专辑 +演唱会 +博物馆 +画展 +美术馆 +音乐会 +歌剧
        +话剧 +小说 +作家 +文物 +非遗 +考古 +电视剧 艺术 音乐 展览 戏剧 文学 书法 文化节""",
    ),
    Topic(
        "medtop:02000000",
        "Crime",
        "法治",
        """+murder +manslaughter +robbery +burglary +prosecutor +defendant +convicted +jailed
        +stabbed +stabbing +gunman +kidnapped +kidnapping +trafficking +smuggling +homicide
        +felony +indicted +indictment +plea +guilty +juror +magistrates +detective +sentenced
        +rape +rapist +custody +smuggler +fraudster +arrested +inmate +parole police court judge
        trial suspect charged prison jail criminal crime lawyer attorney witness victim arrest
        investigators murdered theft jury verdict""",
        """+犯罪 +嫌疑人 +警方 +公安 +逮捕 +抓获 +拐卖 +诈骗 +盗窃 +抢劫 +凶手 +被告 +判处
        +有期徒刑 +检察院 +法院 +审判 +刑事 +走私 +贩毒 民警 案件 破获 起诉 法官 律师 判决""",
    ),
    Topic(
        "medtop:03000000",
        "Disasters",
        "灾害事故",
        """+earthquake +quake +tsunami +hurricane +typhoon +cyclone +wildfire +landslide
        +mudslide +aftershock +eruption +rubble +epicenter +epicentre +flooding +floods +tornado
        +derailed +derailment +capsized +magnitude +avalanche +wreckage evacuated evacuation
        rescuers firefighters survivors debris flood collapsed blaze crash explosion stranded
        missing relief emergency""",
        """+地震 +海啸 +台风 +洪水 +洪灾 +泥石流 +山体滑坡 +余震 +火灾 +爆炸 +坠机 +矿难 +塌方
        +沉船 +震级 救援 遇难 伤亡 失踪 疏散 灾区 受灾 救灾 被困""",
    ),
    Topic(
        "medtop:04000000",
        "Business",
        "财经",
        """+stocks +shares +shareholder +investors +Nasdaq +Dow_Jones +FTSE +earnings +dividend
        +revenue +quarterly +inflation +GDP +tariff +tariffs +takeover +merger +IPO +bond +bonds
        +Wall_Street +central_bank +interest_rates +exports +imports +retailer +economist
        +startup +bankruptcy +analysts +hedge_fund +stock_market +trade_deal profit sales market
        bank trading company firm business economy economic billion price prices currency dollar
        growth consumer customers chief_executive manufacturing supplier acquisition""",
        """+股市 +股价 +上市 +通胀 +央行 +利率 +人民币 +出口 +进口 +关税 +营收 +净利润 +投资者
        +债券 +基金 +证券 +国内生产总值 +并购 经济 市场 企业 金融 银行 贸易 增长 消费 价格 同比""",
    ),
    Topic(
        "medtop:05000000",
        "Education",
        "教育",
        """+pupils +teachers +classroom +curriculum +kindergarten +headteacher +tuition +campus
        +undergraduate +graduates +exam +exams +GCSE +syllabus +literacy +homework +professors
        +school_board +school_district +scholarship +faculty +vice_chancellor school schools
        students student teacher university college education learning lesson lessons grades
        degree teaching""",
        """+高考 +考生 +课堂 +小学 +中学 +幼儿园 +招生 +教师 +学费 +义务教育 +教育部 +课程 +双减
        +校园 学生 学校 大学 老师 教育 培训 毕业生""",
    ),
    Topic(
        "medtop:06000000",
        "Environment",
        "环境",
        """+climate_change +emissions +carbon +greenhouse +global_warming +biodiversity
        +wildlife +conservation +conservationists +endangered +deforestation +ecosystem +habitat
        +pollution +pollutants +fossil_fuels +renewable +environmentalists +rainforest +glacier
        +glaciers +coral +poaching +rewilding climate environmental forest species recycling
        plastic sustainability warming ozone solar""",
        """+气候变化 +碳排放 +碳中和 +温室气体 +全球变暖 +生物多样性 +野生动物 +濒危 +雾霾 +环保
        +生态环境 +污染 +可再生能源 +湿地 生态 排放 森林 保护区 垃圾分类""",
    ),
    Topic(
        "medtop:07000000",
        "Health",
        "健康",
        """+patients +doctors +vaccine +vaccination +virus +outbreak +epidemic +pandemic +cancer
        +tumour +tumor +diabetes +symptoms +diagnosis +diagnosed +clinical +infection +NHS
        +surgeon +surgery +obesity +dementia +antibiotics +flu +influenza +measles +Ebola
        +hepatitis +vitamin +cardiologist +chemotherapy +pneumonia +paediatric hospital disease
        medical treatment health drug drugs nurses clinic medicine blood doctor illness therapy
        infected""",
        """+患者 +病例 +疫苗 +病毒 +疫情 +感染 +症状 +癌症 +糖尿病 +手术 +诊断 +流感 +接种
        +卫健委 +临床 医院 医生 治疗 健康 药品 药物 疾病 医疗""",
    ),
    Topic("medtop:08000000", "People", "人物", "", ""),
    Topic(
        "medtop:09000000",
        "Jobs",
        "就业",
        """+unions +strikers +walkout +unemployment +jobless +layoffs +redundancies +redundancy
        +minimum_wage +picket +trade_union +payroll +overtime +apprenticeship +labour_market
        +collective_bargaining workers wages strike union employers employees job jobs pay
        hiring unemployed staff workplace""",
        """+失业 +就业 +裁员 +工会 +罢工 +最低工资 +农民工 +招聘 +劳动者 +劳动合同 +欠薪
        用人单位 岗位 工资 求职""",
    ),
    Topic(
        "medtop:10000000",
        "Life",
        "生活",
        """+recipe +recipes +chef +restaurant +wine +tablespoons +teaspoon +oven +flavour
        +delicious +fashion +catwalk +designer_dress +makeup +skincare +hairstyle +hotel
        +tourists +cruise +itinerary +holidaymakers +gardening +interior_design +wedding_dress
        +garlic +baking +cuisine +menu food cooking travel holiday style outfit beauty beach
        guests diners resort kitchen decor tourism""",
        """+旅游 +游客 +景区 +酒店 +美食 +菜谱 +餐厅 +时尚 +护肤 +烹饪 +度假 +民宿 +家居 口味
        旅行 美容 穿搭""",
    ),
    Topic(
        "medtop:11000000",
        "Politics",
        "时政",
        """+parliament +senator +senate +congressman +congress +lawmakers +legislators +election
        +elections +ballot +voters +candidate +candidates +referendum +prime_minister
        +opposition +coalition +impeachment +Republicans +Republican +Democrats +Democratic
        +Tory +Tories +Labour_Party +manifesto +caucus +White_House +cabinet +lawmaker
        +presidential +MPs +councillors +diplomat +ambassador +foreign_minister +bipartisan
        +filibuster president minister government party vote campaign policy political
        politicians governor mayor bill legislation administration summit diplomatic sanctions""",
        """+总统 +总理 +议会 +国会 +选举 +选民 +候选人 +外交部 +外长 +发言人 +人大 +政协 +国务院
        +总书记 +主席 +部长 +会谈 +访问 +双边 政府 政策 会议 代表 领导人 政治 外交""",
    ),
    Topic(
        "medtop:12000000",
        "Religion",
        "宗教",
        """+pope +Vatican +bishop +archbishop +priest +cardinal +cathedral +diocese +mosque
        +imam +synagogue +rabbi +worshippers +parish +pilgrims +pilgrimage +clergy +monastery
        +Buddhist +Ramadan +theology +congregation +sermon +evangelical church faith prayer
        religious Catholic Christian Muslim Islam temple spiritual gospel""",
        """+教皇 +梵蒂冈 +主教 +教堂 +清真寺 +寺庙 +佛教 +道教 +伊斯兰教 +基督教 +天主教 +僧人
        +信徒 +朝圣 宗教 祈祷 信仰""",
    ),
    Topic(
        "medtop:13000000",
        "Science",
        "科技",
        """+scientists +researchers +astronomers +telescope +spacecraft +NASA +astronauts
        +astronaut +orbit +satellite +asteroid +galaxy +planets +planet +physicists +quantum
        +genome +DNA +fossil +fossils +dinosaur +particles +software +smartphone +iPhone
        +Android +app +apps +algorithm +algorithms +artificial_intelligence +machine_learning
        +processor +chipset +gadget +MacBook +console +Google +Facebook +robot +robots
        +laboratory +peer_reviewed +rover +lunar +gaming research study device users technology
        tech data science computer internet launch laptop keyboard battery""",
        """+科学家 +研究人员 +卫星 +航天 +火箭 +宇航员 +人工智能 +芯片 +量子 +机器人 +算法
        +智能手机 +基因 +望远镜 +探测器 +大模型 +互联网 科技 技术 研究 数据 实验 创新 软件""",
    ),
    Topic(
        "medtop:14000000",
        "Society",
        "社会",
        """+immigrants +migrants +refugees +asylum +homeless +homelessness +poverty +welfare
        +same_sex +transgender +LGBT +racism +discrimination +feminist +adoption +orphans
        +orphanage +demographic +birth_rate +civil_rights +inequality +food_bank +charity
        +volunteers +elderly community communities families rights gender equality pensioners
        marriage children""",
        """+养老 +老人 +留守儿童 +志愿者 +慈善 +公益 +扶贫 +低保 +残疾人 +移民 +难民 +人口 +生育
        +社区 居民 村民 家庭 社会""",
    ),
    Topic(
        "medtop:15000000",
        "Sport",
        "体育",
        """+midfielder +striker +goalkeeper +defender +quarterback +touchdown +innings +wicket
        +batsman +bowler +playoffs +playoff +semi_final +semifinal +quarterfinal +quarter_final
        +Premier_League +Champions_League +La_Liga +NBA +NFL +NHL +MLB +FIFA +UEFA +Olympics
        +Olympic +medallist +coach +teammates +penalty_area +halftime +half_time +tournament
        +Grand_Prix +tennis +rugby +cricket +golfer +sprinter +Wimbledon +Davis_Cup +head_coach
        +regatta +rowers +hat_trick +free_kick +offside +puck +rebounds +receiver +linebacker
        +League_One +relegation team players season league club football basketball soccer goal
        goals defeat victory championship scored fans stadium boxing race squad match injury
        referee""",
        """+足球 +篮球 +球队 +球员 +教练 +联赛 +决赛 +冠军 +亚军 +奥运会 +世界杯 +金牌 +进球
        +主场 +客场 +比分 +锦标赛 +选手 +网球 +乒乓球 +羽毛球 +赛季 比赛 运动员 训练 球迷 夺冠""",
    ),
    Topic(
        "medtop:16000000",
        "Conflict",
        "军事",
        """+airstrike +airstrikes +troops +militants +militant +insurgents +ceasefire +rebels
        +jihadists +Taliban +ISIS +Hezbollah +Hamas +shelling +artillery +missile +missiles
        +warplanes +warship +infantry +guerrillas +militia +suicide_bomber +drone_strike
        +frontline +battalion +truce +fighters +offensive military army soldiers war bombing
        weapons attack killed forces troop invasion commander combat terrorism""",
        """+空袭 +部队 +士兵 +导弹 +停火 +武装分子 +反政府武装 +军舰 +战机 +炮击 +军演 +解放军
        +国防部 +恐怖袭击 +航母 军事 战争 冲突 军队 武器 袭击""",
    ),
    Topic(
        "medtop:17000000",
        "Weather",
        "天气",
        """+forecast +forecasters +Met_Office +meteorologist +meteorologists +snowfall +heatwave
        +drizzle +thunderstorms +humidity +temperatures +snowstorm +blizzard +frost +inches_snow
        +showers +wind_chill +sunny rain snow wind winds storm weather degrees celsius
        fahrenheit sunshine fog""",
        """+气象台 +降雨 +暴雨 +降雪 +寒潮 +气温 +高温 +冷空气 +预警 +雷阵雨 +沙尘暴 +天气预报
        +气象局 摄氏度 大风 阴天 多云""",
    ),
)
