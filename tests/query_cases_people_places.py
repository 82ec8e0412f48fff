"""The named queries on partners, events, targets, wording and provenance, as the article has it.

The answers and the words that prove them were read off the article, not off the queries. In a
table of answers, what stands after the cells of the columns is the passages that prove the row;
a row without any rests on the gazetteer, on the ontology, on an editor's note or on a lack.
"""

from __future__ import annotations

from queries_support import Case, table

# The captions, headings and sentences that these queries rest on, in the order of the article.
RIVER = "瀋陽渾河兩岸城市風光。"
FIRST_TITLE = "首次賦予瀋陽「東北亞國際化中心城市」的新定位"
TITLE_MEANS = "這一戰略定位不僅標誌着瀋陽城市性質的國際化升級"
GATEWAY = "近年來，瀋陽加快打造向北開放的重要門戶"
RESULTS = "特別是今年以來，瀋陽在招商選資、通道建設、平台創新"
CHAPTER = "正奮力譜寫東北乃至全國對外開放新前沿的新時代篇章"
BYLINE = "王藝橋"
HEADLINE = "瀋陽打造東北亞對外開放新前沿"
COUNTED_TITLES = "獲賦兩項國際化城市新定位"
TITLES = "國家賦予了瀋陽兩項新的城市定位"
PRESS = "瀋陽市政府相關負責人在10月29日召開的新聞發布會上介紹"
BY_2025 = "到2025年，將建成東北地區"
BY_2050 = "到2050年，成為展現中國式現代化的北方城市典範"
LOCATION = "瀋陽具有得天獨厚的區位優勢"
NODE = "瀋陽是中國連接歐亞大陸橋的重要節點和面向東北亞方向的戰略前沿"
CORE = "開放合作成為推動瀋陽高質量發展的核心要素"
GATEWAY_HUB = "規劃中提出，瀋陽將打造融入共建「一帶一路」"
PLATFORMS = "協同哈爾濱、長春、大連深化東北亞區域合作"
BY_2035 = "到2035年，客運方面，實現都市圈1小時通勤"
DOORS = "是瀋陽始終敞開開放大門、不斷夯實開放基礎的城市底氣"
CARGO = "今年4月，伴隨着瀋陽直飛洛杉磯的跨境電商貨運包機順利起飛"
NETWORK = "近年來，瀋陽構建起「空陸海網」的立體式通道網絡"
AIRPORT = "瀋陽桃仙國際機場作為東北亞重要的航空樞紐"
USERS = "成為拏多多、亞馬遜等頭部電商平台及國內眾多中小企業的重要出海通道"
PASSENGERS = "瀋陽還積極開通瀋陽-莫斯科直飛國際客運航線"
RAIL = "瀋陽積極爭創國家中歐班列（瀋陽）集結中心"
DEPARTURES = "2023年以來中歐班列（瀋陽）累計開行量穩居東北第一、全國前列"
PORTS = "瀋陽依託遼寧沿海經濟帶的區位優勢，加強與大連港、營口港等港口的合作"
MULTIMODAL = "瀋陽還積極構建多式聯運體系"
ONLINE = "瀋陽還加強了網上通道建設"
PARK = "被授予「遼寧省重點培育的跨境電子商務產業園區」稱號"
SIGNING = "2024瀋陽韓國周項目簽約儀式。"
FRENCH_NIGHT = "「你好，瀋陽」中法友好之夜活動現場。"
HANNOVER = "中德園離岸中心參加2024年德國漢諾威工業展覽會。"
NORTHWARD = "自貿區大膽創新、經濟開發區積極探索、品牌活動積蓄能量"
FTZ_NEW = "推出藝術品「智慧核對監管」、跨境電商零售進口「便捷監管」等新模式"
OTHER_PLATFORMS = "瀋陽還加強了對其他開放平台的培育和建設"
ZONES_RANK = "名列前茅；金融商貿、歐盟等4家開發區"
KOREA_WEEK = "為主題的2024瀋陽—韓國投資貿易博覽會暨瀋陽韓國周系列活動全面啓動"
PROGRAMME = "更有中韓友好之夜、中韓美食節、中韓青少年跆拳道邀請賽以及中韓藝術作品展"
FAIRS = "2023年遼洽會、韓國周期間項目簽約額達2613.6億元，佔全省50%以上。"
MISSIONS = "開展「走出去」招商67次"
TRADE = "今年1—9月進出口總額1109.1億元"
INVESTORS = "投資環境的持續優化吸引更多外資外商投資落地"
UPGRADE = "瀋陽積極打造「外事+」升級版，全面升級「國際瀋」品牌形象"
MUNICH = "由瀋陽市人民政府主辦的「你好，瀋陽」全球推介活動在德國慕尼黑隆重舉行"
GUESTS = "德國政商界代表等共150餘人出席"
STOPS = "「你好，瀋陽」全球推介活動相繼在日本東京、韓國首爾、法國巴黎、瑞士日內瓦、澳大利亞悉尼"
GERMAN_NIGHT = "中德友好之夜等一大批活動中"
SEOUL = "33個中韓合作重點項目現場簽約，簽約額達125億元"
BOND = "國際友城也是瀋陽推動國際交流與合作的重要紐帶"
COUNTS = "目前，瀋陽的國際友城已達23個，友好合作關係城市79個。"
EXCHANGE = "瀋陽與這些城市在經貿、文化、教育等領域"
SASEBO = "國際友城市長交流日（瀋陽—佐世保）暨佐世保港郵輪旅遊推介會"
DAEJEON = "舉辦韓國大田市代表團與渾南科技城對接交流會"
DISTRICTS = "瀋北新區與韓國仁川廣域市西區建立友好合作關係"
SISTERS = "與日本札幌、川崎、佐世保，韓國仁川、城南、巨濟，美國芝加哥，澳大利亞布里斯班等市"
IMAGE = "也在向世界塑造「開放、友好、活力、現代」的「國際瀋」形象"
CULTURE = "瀋陽已成功舉辦了紀念中美建交45周年音樂交流活動"
MUNICH_STOP = "「你好，瀋陽」全球推介（慕尼黑站）活動。"
PLANT = "瀋陽寶馬里達工廠。"

# 友城 covers both kinds of partner cities.
KIND_UNSTATED = "partner city, kind not stated"

PARTNERS = [
    Case(
        "partner-cities",
        table(
            "city label country countryLabel kind kindLabel",
            *(
                (city, name, country, nation, "sy:partnerCity", KIND_UNSTATED, SISTERS, *also)
                for city, name, country, nation, *also in (
                    ("id:brisbane", "Brisbane", "id:australia", "Australia"),
                    ("id:kawasaki", "Kawasaki", "id:japan", "Japan"),
                    ("id:sapporo", "Sapporo", "id:japan", "Japan"),
                    ("id:sasebo", "Sasebo", "id:japan", "Japan"),
                    ("id:geoje", "Geoje", "id:south-korea", "South Korea"),
                    # That Incheon is in Korea is said of its district as well.
                    ("id:incheon", "Incheon", "id:south-korea", "South Korea", DISTRICTS),
                    ("id:seongnam", "Seongnam", "id:south-korea", "South Korea"),
                    ("id:chicago", "Chicago", "id:united-states", "United States"),
                )
            ),
        ),
    ),
    Case(
        "partner-cities",
        table(
            "city label countryLabel",
            ("id:kawasaki", "川崎", "日本", SISTERS),
            ("id:sapporo", "札幌", "日本", SISTERS),
            ("id:sasebo", "佐世保", "日本", SISTERS),
        ),
        {"country": "日本", "lang": "zh-Hant"},
    ),
    Case(
        "partner-cities-by-country",
        table(
            "country label cities",
            ("id:japan", "Japan", 3, SISTERS),
            ("id:south-korea", "South Korea", 3, DISTRICTS, SISTERS),
            ("id:australia", "Australia", 1, SISTERS),
            ("id:united-states", "United States", 1, SISTERS),
        ),
        {"subject": "瀋陽"},
    ),
    Case(
        "partner-counts",
        table(
            "kind label measure stated statedAs named",
            ("sy:partnerCity", KIND_UNSTATED, None, None, None, 8, SISTERS),
            (
                *("sy:sisterCity", "sister cities", "sy:number"),
                *(23, "國際友城已達23個", 0, COUNTS),
            ),
            (
                *("sy:friendlyCooperation", "friendly cooperation", "sy:number"),
                *(79, "友好合作關係城市79個", 0, COUNTS),
            ),
        ),
        {"subject": "瀋陽"},
    ),
    Case(
        "countries",
        table(
            "country link via",
            ("id:germany", "schema:attendee", "id:hello-munich", GUESTS),
            ("id:germany", "sy:destination", "id:route-frankfurt", PASSENGERS),
            ("id:germany", "sy:inPlace", "id:hannover-messe-2024", HANNOVER),
            ("id:germany", "sy:inPlace", "id:hello-munich", MUNICH, MUNICH_STOP),
            ("id:germany", "sy:involves", "id:sino-german-concert-2024", CULTURE),
            ("id:germany", "sy:involves", "id:sino-german-friendship-evening", GERMAN_NIGHT),
            ("id:germany", "sy:partner", "id:german-parties", GUESTS),
            ("id:russia", "sy:destination", "id:route-moscow", PASSENGERS),
            ("id:russia", "sy:inPlace", "id:going-out-missions", MISSIONS),
            ("id:russia", "sy:involves", "id:china-russia-trade-fair", FAIRS),
            ("id:russia", "sy:serves", "id:route-moscow", PASSENGERS),
            ("id:switzerland", "sy:inPlace", "id:hello-geneva", STOPS),
            ("id:united-states", "sy:destination", "id:route-los-angeles", CARGO, USERS),
            ("id:united-states", "sy:involves", "id:china-us-45th-music-event", CULTURE),
            ("id:united-states", "sy:partner", "id:chicago", SISTERS),
        ),
        {"country": ["德國", "俄羅斯", "瑞士", "美國"], "subject": "瀋陽"},
    ),
    Case(
        "countries",
        table(
            "label linkLabel viaLabel",
            ("喀麥隆", "涉及", "與喀麥隆雅溫得市小學生演出視頻交流活動", CULTURE),
            ("波蘭", "涉及", "與波蘭卡托維茲市城市宣傳視頻直播活動", CULTURE),
        ),
        {"country": ["波蘭", "喀麥隆"], "lang": "zh-Hant"},
    ),
    Case(
        "district-partnerships",
        table(
            "district partner city country kind",
            (
                *("id:shenbei-new-area", "id:incheon-seo-gu", "id:incheon", "id:south-korea"),
                *("sy:friendlyCooperation", DISTRICTS, SISTERS),
            ),
        ),
    ),
    Case(
        "cooperation-fields",
        table(
            "partner field status",
            ("id:changchun", "id:regional-cooperation", "sy:planned", PLATFORMS),
            ("id:daejeon", "id:cutting-edge-technology", "sy:underway", DAEJEON),
            ("id:dalian", "id:regional-cooperation", "sy:planned", PLATFORMS),
            ("id:dalian-port", "id:sea-transport", None, PORTS),
            # 德國有關方面, and not the country as such.
            ("id:german-parties", "id:advanced-manufacturing", "sy:planned", GUESTS),
            ("id:german-parties", "id:culture-sports-tourism", "sy:planned", GUESTS),
            ("id:german-parties", "id:emerging-industries", "sy:planned", GUESTS),
            ("id:german-parties", "id:modern-services", "sy:planned", GUESTS),
            ("id:harbin", "id:regional-cooperation", "sy:planned", PLATFORMS),
            ("id:sasebo", "id:elderly-care", "sy:underway", SASEBO),
            ("id:sasebo", "id:tourism", "sy:underway", SASEBO),
            ("id:shenyang-partner-cities", "id:culture", None, EXCHANGE),
            ("id:shenyang-partner-cities", "id:education", None, EXCHANGE),
            ("id:shenyang-partner-cities", "id:trade-and-economy", None, EXCHANGE),
            ("id:yingkou-port", "id:sea-transport", None, PORTS),
        ),
    ),
    Case(
        "cooperation-fields",
        table("label fieldLabel", ("佐世保", "旅遊", SASEBO)),
        {"field": "旅遊", "lang": "zh-Hant"},
    ),
    Case(
        "is-sister-city",
        table("city kind kindLabel", ("id:chicago", "sy:partnerCity", KIND_UNSTATED, SISTERS)),
        {"city": "Chicago"},
    ),
    Case("is-sister-city", (), {"city": "大田"}),
    # What is asked of another city is not answered with Shenyang's partners.
    *(Case(query, (), {"subject": "慕尼黑"}) for query in ("partner-cities", "cooperation-fields")),
    Case("district-partnerships", (), {"subject": "慕尼黑"}),
    Case("is-sister-city", (), {"subject": "慕尼黑", "city": "札幌"}),
    Case("promotion-stops", (), {"series": "韓國周"}),
    Case(
        # A name rests on what makes it one to be given.
        "partner-graph",
        table(
            "subject predicate object",
            ("id:chicago", "skos:prefLabel", "Chicago", SISTERS),
            ("id:chicago", "skos:prefLabel", "芝加哥", SISTERS),
            ("id:chicago", "skos:prefLabel", "芝加哥", SISTERS),
            ("id:chicago", "sy:country", "id:united-states", SISTERS),
            ("id:partnership-chicago", "dcterms:type", "sy:partnerCity", SISTERS),
            ("id:partnership-chicago", "rdf:type", "sy:Partnership", SISTERS),
            ("id:partnership-chicago", "sy:partner", "id:chicago", SISTERS),
            ("id:partnership-chicago", "sy:partner", "id:shenyang", SISTERS),
            ("id:shenyang", "skos:prefLabel", "Shenyang", SISTERS),
            ("id:shenyang", "skos:prefLabel", "沈阳", SISTERS),
            ("id:shenyang", "skos:prefLabel", "瀋陽", SISTERS),
        ),
        {"country": "美國"},
    ),
]

# "This September" (今年9月), of the Korea Week and so of what is part of it.
SEPTEMBER = ("2024-09-01", "2024-09-30")
WEEK = ("2024-09-01", "2024-10-29")
SO_FAR = ("2024-01-01", "2024-10-29")
IN_WEEK = (PROGRAMME, KOREA_WEEK)

EVENTS = [
    Case(
        "events-in-country",
        table(
            "event link firstDay lastDay",
            ("id:daejeon-hunnan-meeting", "schema:attendee", *SO_FAR, DAEJEON),
            ("id:daejeon-hunnan-meeting", "sy:involves", *SO_FAR, DAEJEON),
            ("id:going-out-missions", "sy:inPlace", None, None, MISSIONS),
            ("id:hello-seoul", "sy:inPlace", "2023-01-01", "2024-10-29", STOPS, SEOUL),
            ("id:korea-week", "sy:involves", None, None, SIGNING, KOREA_WEEK, FAIRS),
            ("id:korea-week-2023", "sy:involves", "2023-01-01", "2023-12-31", FAIRS),
            ("id:korea-week-2024", "schema:attendee", *WEEK, PROGRAMME, KOREA_WEEK),
            ("id:korea-week-2024", "sy:involves", *WEEK, SIGNING, KOREA_WEEK),
            ("id:korea-week-2024-launch", "sy:involves", *SEPTEMBER, KOREA_WEEK),
            ("id:korea-week-2024-signing", "sy:involves", *WEEK, SIGNING, KOREA_WEEK),
            ("id:sino-korean-art-exhibition", "sy:involves", *WEEK, PROGRAMME, KOREA_WEEK),
            ("id:sino-korean-food-festival", "sy:involves", *WEEK, PROGRAMME, KOREA_WEEK),
            ("id:sino-korean-friendship-night", "sy:involves", *WEEK, PROGRAMME, KOREA_WEEK),
            ("id:sino-korean-youth-taekwondo", "sy:involves", *WEEK, PROGRAMME, KOREA_WEEK),
        ),
        {"country": "韓國"},
    ),
    Case(
        "events-between",
        table(
            "event firstDay lastDay",
            ("id:hello-munich", "2024-09-01", "2024-09-30", MUNICH),
            # Only the launch of the week is said to be in September, not what is part of it.
            ("id:korea-week-2024-launch", "2024-09-01", "2024-09-30", KOREA_WEEK),
        ),
    ),
    Case(
        # 今年…已成功舉辦: some time in 2024, and by the day of the article.
        "events-between",
        table(
            "event firstDay lastDay",
            *(
                (f"id:{event}", "2024-01-01", "2024-10-29", *quotes)
                for event, *quotes in (
                    ("china-us-45th-music-event", CULTURE),
                    ("daejeon-hunnan-meeting", DAEJEON),
                    ("katowice-live-stream-2024", CULTURE),
                    ("mayors-exchange-day", SASEBO),
                    ("new-year-recital-2024", CULTURE),
                    ("sino-french-tea-day-2024", CULTURE),
                    ("sino-german-concert-2024", CULTURE),
                    ("summer-music-day-2024", CULTURE),
                    ("yaounde-pupils-video-2024", CULTURE),
                    ("zhenxing-cup-2024", CULTURE),
                )
            ),
            ("id:route-los-angeles-milestone", "2024-04-01", "2024-04-30", CARGO),
            ("id:hello-munich", "2024-09-01", "2024-09-30", MUNICH),
            ("id:korea-week-2024-launch", "2024-09-01", "2024-09-30", KOREA_WEEK),
            ("id:korea-week-2024", "2024-09-01", "2024-10-29", KOREA_WEEK),
            ("id:korea-week-2024-signing", "2024-09-01", "2024-10-29", SIGNING, KOREA_WEEK),
            ("id:sino-korean-art-exhibition", "2024-09-01", "2024-10-29", KOREA_WEEK, PROGRAMME),
            ("id:sino-korean-food-festival", "2024-09-01", "2024-10-29", KOREA_WEEK, PROGRAMME),
            ("id:sino-korean-friendship-night", "2024-09-01", "2024-10-29", KOREA_WEEK, PROGRAMME),
            ("id:sino-korean-youth-taekwondo", "2024-09-01", "2024-10-29", KOREA_WEEK, PROGRAMME),
            ("id:press-conference", "2024-10-29", "2024-10-29", PRESS),
        ),
        {"from": "2024-01-01", "to": "2024-10-29"},
    ),
    Case(
        "events-between",
        table("event firstDay lastDay", ("id:press-conference", "2024-10-29", "2024-10-29", PRESS)),
        {"from": "2024-10-01", "to": "2024-10-31"},
    ),
    Case(
        # "Since last year" (去年以來) is in 2023 perhaps, but not certainly.
        "events-possibly-in",
        table(
            "event firstDay lastDay certain",
            ("id:korea-week-2023", "2023-01-01", "2023-12-31", True, FAIRS),
            ("id:liaoqiahui-2023", "2023-01-01", "2023-12-31", True, FAIRS),
            # A series has no date: when the missions were is said of their number.
            ("id:hello-geneva", "2023-01-01", "2024-10-29", False, STOPS),
            ("id:hello-paris", "2023-01-01", "2024-10-29", False, STOPS),
            ("id:hello-seoul", "2023-01-01", "2024-10-29", False, STOPS),
            ("id:hello-sydney", "2023-01-01", "2024-10-29", False, STOPS),
            ("id:hello-tokyo", "2023-01-01", "2024-10-29", False, STOPS),
        ),
        {"year": 2023},
    ),
    Case(
        "events-by-field",
        table(
            "field event",
            ("id:music", "id:china-us-45th-music-event", CULTURE),
            ("id:music", "id:new-year-recital-2024", CULTURE),
            ("id:music", "id:sino-german-concert-2024", CULTURE),
            ("id:music", "id:summer-music-day-2024", CULTURE),
            ("id:sports", "id:korea-week-2024", PROGRAMME, KOREA_WEEK),
            ("id:sports", "id:sino-korean-youth-taekwondo", PROGRAMME, KOREA_WEEK),
            ("id:sports", "id:zhenxing-cup", CULTURE),
            ("id:sports", "id:zhenxing-cup-2024", CULTURE),
        ),
        {"field": ["體育", "music"]},
    ),
    Case(
        "promotion-stops",
        table(
            "event place country firstDay lastDay",
            *(
                (event, place, country, "2023-01-01", "2024-10-29", STOPS, *also)
                for event, place, country, *also in (
                    ("id:hello-geneva", "id:geneva", "id:switzerland"),
                    ("id:hello-paris", "id:paris", "id:france"),
                    ("id:hello-seoul", "id:seoul", "id:south-korea", SEOUL),
                    ("id:hello-sydney", "id:sydney", "id:australia"),
                    ("id:hello-tokyo", "id:tokyo", "id:japan"),
                )
            ),
            (
                *("id:hello-munich", "id:munich", "id:germany", "2024-09-01", "2024-09-30"),
                *(MUNICH, MUNICH_STOP),
            ),
        ),
    ),
    Case(
        "event-figures",
        table(
            "subject measure value unit bound statedAs occasion",
            (
                *("id:going-out-missions", "sy:investmentPromotions", 67, "sy:Event", "sy:exact"),
                *("招商67次", None, MISSIONS),
            ),
            (
                *("id:hello-munich", "sy:number", 150, "sy:Person", "sy:atLeast"),
                *("150餘人", None, GUESTS),
            ),
            (
                *("id:hello-seoul", "sy:signedProjects", 33, "schema:Project", "sy:exact"),
                *("33個中韓合作重點項目", None, SEOUL),
            ),
            (
                *("id:hello-seoul", "sy:signedValue", 12_500_000_000, "qunit:CCY_CNY", "sy:exact"),
                *("簽約額達125億元", None, SEOUL),
            ),
            (
                *("id:hello-shenyang", "sy:number", 5, "schema:Continent", "sy:exact"),
                *("五大洲", None, STOPS),
            ),
            # 期間: the fairs of 2023 are the occasion, Shenyang is whom the figures are about.
            (
                *("id:shenyang", "sy:share", 50, "qunit:PERCENT", "sy:atLeast"),
                *("50%以上", "id:fairs-2023", FAIRS),
            ),
            (
                *("id:shenyang", "sy:signedValue", 261_360_000_000, "qunit:CCY_CNY", "sy:exact"),
                *("簽約額達2613.6億元", "id:fairs-2023", FAIRS),
            ),
        ),
    ),
    Case(
        "event-organizers",
        table(
            "event link organizer",
            ("id:china-us-45th-music-event", "schema:organizer", "id:shenyang", CULTURE),
            ("id:daejeon-hunnan-meeting", "schema:organizer", "id:shenyang", DAEJEON),
            ("id:going-out-missions", "schema:organizer", "id:shenyang", MISSIONS),
            ("id:katowice-live-stream-2024", "schema:organizer", "id:shenyang", CULTURE),
            ("id:mayors-exchange-day", "schema:organizer", "id:shenyang", SASEBO),
            ("id:new-year-recital-2024", "schema:organizer", "id:shenyang", CULTURE),
            ("id:sino-french-tea-day-2024", "schema:organizer", "id:shenyang", CULTURE),
            ("id:sino-german-concert-2024", "schema:organizer", "id:shenyang", CULTURE),
            ("id:summer-music-day-2024", "schema:organizer", "id:shenyang", CULTURE),
            ("id:yaounde-pupils-video-2024", "schema:organizer", "id:shenyang", CULTURE),
            ("id:zhenxing-cup-2024", "schema:organizer", "id:shenyang", CULTURE),
            ("id:going-out-missions", "schema:organizer", "id:shenyang-city-leaders", MISSIONS),
            ("id:hello-munich", "schema:organizer", "id:shenyang-government", MUNICH),
        ),
    ),
    Case(
        "event-organizers",
        table("event organizerLabel", ("id:hello-munich", "瀋陽市人民政府", MUNICH)),
        {"organizer": "瀋陽市人民政府", "lang": "zh-Hant"},
    ),
    Case(
        "event-programme",
        table(
            "event part field firstDay lastDay",
            *(
                ("id:korea-week-2024", part, field, *days, *words)
                for part, field, days, *words in (
                    ("id:korea-week-2024-launch", None, SEPTEMBER, KOREA_WEEK),
                    ("id:korea-week-2024-signing", None, WEEK, SIGNING, KOREA_WEEK),
                    ("id:sino-korean-art-exhibition", "id:culture-arts", WEEK, *IN_WEEK),
                    ("id:sino-korean-food-festival", None, WEEK, *IN_WEEK),
                    ("id:sino-korean-friendship-night", None, WEEK, *IN_WEEK),
                    ("id:sino-korean-youth-taekwondo", "id:sports", WEEK, *IN_WEEK),
                )
            ),
            (
                *("id:sino-french-culture-spring-2024", "id:summer-music-day-2024", "id:music"),
                *("2024-01-01", "2024-10-29", CULTURE),
            ),
        ),
    ),
    Case(
        "event-programme",
        table("part", ("id:summer-music-day-2024", CULTURE)),
        {"event": "id:sino-french-culture-spring-2024"},
    ),
    Case(
        "event-series",
        table(
            "series event edition firstDay lastDay",
            (
                *("id:korea-week", "id:korea-week-2023", None, "2023-01-01", "2023-12-31"),
                FAIRS,
            ),
            (
                *("id:korea-week", "id:korea-week-2024", None, "2024-09-01", "2024-10-29"),
                *(SIGNING, KOREA_WEEK),
            ),
            (
                *("id:liaoqiahui", "id:liaoqiahui-2023", None, "2023-01-01", "2023-12-31"),
                FAIRS,
            ),
            (
                *("id:zhenxing-cup", "id:zhenxing-cup-2024", 2, "2024-01-01", "2024-10-29"),
                CULTURE,
            ),
        ),
        {"series": ["遼洽會", "韓國周", "id:zhenxing-cup"]},
    ),
    Case(
        "event-goals",
        table(
            "event property words",
            (
                *("id:daejeon-hunnan-meeting", "sy:goal", "推動兩市在尖端科技等多領域務實合作"),
                DAEJEON,
            ),
            ("id:hello-munich", "sy:goal", "全維度展示瀋陽城市新貌", MUNICH),
            ("id:hello-munich", "sy:goal", "助力瀋陽招商引智", MUNICH),
            ("id:hello-munich", "sy:goal", "深化國際經貿合作和人文交流", MUNICH),
            ("id:korea-week-2024", "schema:slogan", "共享機遇·共謀發展·共創未來", KOREA_WEEK),
            ("id:korea-week-2024", "sy:goal", "力促全方位合作", PROGRAMME),
            (
                *("id:korea-week-2024", "sy:goal"),
                *("在更高層次、更大規模、更寬領域打造瀋陽與韓國交流合作新平台", KOREA_WEEK),
            ),
            ("id:mayors-exchange-day", "sy:goal", "推動兩市旅遊、養老等領域交流合作", SASEBO),
        ),
    ),
    Case(
        "event-goals",
        table("words", ("推動兩市旅遊、養老等領域交流合作", SASEBO)),
        {"event": "id:mayors-exchange-day"},
    ),
    Case(
        # Two nights of friendship; no sentence says when, so no passage proves it.
        "undated-events",
        table(
            "event",
            ("id:sino-french-friendship-night",),
            ("id:sino-german-friendship-evening",),
        ),
    ),
]

PLANS = [
    Case(
        "targets-by-year",
        table(
            "year target words scope",
            (
                *(2025, "id:target-2025-northeast-center"),
                *("東北地區功能完善、輻射帶動能力強的重要中心城市", "id:northeast-china", BY_2025),
            ),
            (
                *(2035, "id:target-2035-cluster", "城市群2小時通達"),
                *("id:liaozhongnan-city-cluster", BY_2035),
            ),
            (
                *(2035, "id:target-2035-commute", "都市圈1小時通勤"),
                *("id:shenyang-metro-area", BY_2035),
            ),
            (2035, "id:target-2035-freight-domestic", "國內1天送達", "id:china", BY_2035),
            (
                *(2035, "id:target-2035-freight-neighbours", "周邊國家2天送達"),
                *("id:neighbouring-countries", BY_2035),
            ),
            (
                *(2035, "id:target-2035-freight-world", "全球主要城市3天送達"),
                *("id:major-world-cities", BY_2035),
            ),
            (
                *(2035, "id:target-2035-major-cities", "全國主要城市3小時覆蓋"),
                *("id:major-chinese-cities", BY_2035),
            ),
            (
                *(2050, "id:target-2050-leading-strengths"),
                "先進製造業水平、樞紐輻射能力、科技創新實力、文化影響力居於東北亞地區城市前列",
                *("id:northeast-asia", BY_2050),
            ),
            (
                *(2050, "id:target-2050-model-city", "展現中國式現代化的北方城市典範"),
                *("id:northern-china", BY_2050),
            ),
        ),
    ),
    Case(
        "targets-by-year",
        table("year target", (2025, "id:target-2025-northeast-center", BY_2025)),
        {"year": 2025},
    ),
    Case(
        "travel-time-targets",
        table(
            "measure scope value unit deadline statedAs",
            *(
                ("sy:passengerTravelTime", scope, hours, "qunit:HR", "2035", words, BY_2035)
                for scope, hours, words in (
                    ("id:shenyang-metro-area", 1, "都市圈1小時通勤"),
                    ("id:liaozhongnan-city-cluster", 2, "城市群2小時通達"),
                    ("id:major-chinese-cities", 3, "全國主要城市3小時覆蓋"),
                )
            ),
            *(
                ("sy:freightDeliveryTime", scope, days, "qunit:DAY", "2035", words, BY_2035)
                for scope, days, words in (
                    ("id:china", 1, "國內1天送達"),
                    ("id:neighbouring-countries", 2, "周邊國家2天送達"),
                    ("id:major-world-cities", 3, "全球主要城市3天送達"),
                )
            ),
        ),
    ),
    Case(
        "targets-in-scope",
        table(
            "target words deadline",
            (
                "id:target-2050-leading-strengths",
                "先進製造業水平、樞紐輻射能力、科技創新實力、文化影響力居於東北亞地區城市前列",
                *("2050", BY_2050),
            ),
        ),
        {"scope": "東北亞"},
    ),
    Case(
        "undertakings",
        table(
            "status undertaking actor statedAs",
            *(
                ("sy:achieved", undertaking, actor, words, passage)
                for undertaking, actor, words, passage in (
                    (
                        *("id:shenyang-progress-2024", "id:shenyang"),
                        "在招商選資、通道建設、平台創新、外資外貿等多個領域取得了扎實成績",
                        RESULTS,
                    ),
                    (
                        *("id:undertaking-ftz-reform", "id:ftz-shenyang"),
                        *("開展首創性改革探索", FTZ_NEW),
                    ),
                    (
                        *("id:undertaking-online-corridor", "id:shenyang"),
                        *("加強了網上通道建設", ONLINE),
                    ),
                    (
                        *("id:undertaking-other-platforms", "id:shenyang"),
                        *("加強了對其他開放平台的培育和建設", OTHER_PLATFORMS),
                    ),
                    (
                        *("id:undertaking-rail-freight-routes", "id:shenyang"),
                        *("形成了「三通道六口岸」的國際鐵路貨運通路", RAIL),
                    ),
                    (
                        *("id:undertaking-transport-network", "id:shenyang"),
                        *("構建起「空陸海網」的立體式通道網絡", NETWORK),
                    ),
                )
            ),
            (
                *("sy:sought", "id:undertaking-assembly-center", "id:shenyang"),
                *("積極爭創國家中歐班列（瀋陽）集結中心", RAIL),
            ),
        ),
        {"status": ["sy:sought", "sy:achieved"]},
    ),
    Case(
        "undertakings",
        table(
            "undertaking statedAs",
            # 將打造, and by no year: what is planned, not a target.
            (
                "id:target-gateway-hub",
                "將打造融入共建「一帶一路」、向北開放、輻射東北亞的國際門戶樞紐",
                GATEWAY_HUB,
            ),
            (
                "id:target-hub-economy",
                *("聯通國內國際雙循環、深度參與全球資源配置的樞紐經濟高地", GATEWAY_HUB),
            ),
            ("id:undertaking-city-cluster", "共建遼中南城市群", PLATFORMS),
            ("id:undertaking-coast-links", "加強與東部沿海和京津冀地區聯繫", PLATFORMS),
            (
                "id:undertaking-german-cooperation",
                "進一步拓展瀋陽與德國有關方面在先進製造業、新興產業、現代服務業、文體旅融合發展等領域的合作",
                GUESTS,
            ),
            ("id:undertaking-hub-upgrade", "提級建設國際空港和國際陸港", BY_2035),
            (
                *(
                    "id:undertaking-metro-area-role",
                    "發揮在瀋陽都市圈中的引領、輻射、鏈接、聚合作用",
                ),
                PLATFORMS,
            ),
            (
                *(
                    "id:undertaking-northeast-cooperation",
                    "協同哈爾濱、長春、大連深化東北亞區域合作",
                ),
                PLATFORMS,
            ),
            (
                "id:undertaking-opening-platforms",
                "高起點規劃建設臨空經濟區、中歐班列（瀋陽）集結中心、自貿區等國際化開放合作平台",
                PLATFORMS,
            ),
            (
                *(
                    "id:undertaking-transition",
                    "持續推進城市發展與轉型、產業發展與轉型、社會發展與轉型",
                ),
                PRESS,
            ),
        ),
        {"status": "sy:planned"},
    ),
    Case(
        "plan",
        table(
            "property item words",
            ("dcterms:publisher", "id:state-council", None, FIRST_TITLE),
            ("dcterms:subject", "id:opening-cooperation", None, CORE),
            ("sy:describedAs", "開放合作成為推動瀋陽高質量發展的核心要素", None, CORE),
            ("sy:of", "id:shenyang", None, FIRST_TITLE, TITLES, CORE),
            ("sy:periodEnd", "2035", None, FIRST_TITLE),
            ("sy:periodStart", "2021", None, FIRST_TITLE),
            *(
                ("sy:statedIn", item, words, *passages)
                for item, words, *passages in (
                    (
                        *("id:designation-international-center", "東北亞國際化中心城市"),
                        *(FIRST_TITLE, TITLES),
                    ),
                    ("id:designation-transport-hub", "國際性綜合交通樞紐城市", TITLES),
                    (
                        "id:target-2025-northeast-center",
                        *("東北地區功能完善、輻射帶動能力強的重要中心城市", BY_2025),
                    ),
                    ("id:target-2035-cluster", "城市群2小時通達", BY_2035),
                    ("id:target-2035-commute", "都市圈1小時通勤", BY_2035),
                    ("id:target-2035-freight-domestic", "國內1天送達", BY_2035),
                    ("id:target-2035-freight-neighbours", "周邊國家2天送達", BY_2035),
                    ("id:target-2035-freight-world", "全球主要城市3天送達", BY_2035),
                    ("id:target-2035-major-cities", "全國主要城市3小時覆蓋", BY_2035),
                    (
                        "id:target-2050-leading-strengths",
                        "先進製造業水平、樞紐輻射能力、科技創新實力、文化影響力居於東北亞地區城市前列",
                        BY_2050,
                    ),
                    ("id:target-2050-model-city", "展現中國式現代化的北方城市典範", BY_2050),
                    (
                        "id:target-gateway-hub",
                        "將打造融入共建「一帶一路」、向北開放、輻射東北亞的國際門戶樞紐",
                        GATEWAY_HUB,
                    ),
                    (
                        "id:target-gateway-hub",
                        *("融入共建「一帶一路」、向北開放、輻射東北亞的國際門戶樞紐", GATEWAY_HUB),
                    ),
                    (
                        "id:target-hub-economy",
                        "聯通國內國際雙循環、深度參與全球資源配置的樞紐經濟高地",
                        GATEWAY_HUB,
                    ),
                    ("id:target-metropolis", "現代化、生態化、國際化大都市", PRESS),
                    ("id:undertaking-city-cluster", "共建遼中南城市群", PLATFORMS),
                    ("id:undertaking-coast-links", "加強與東部沿海和京津冀地區聯繫", PLATFORMS),
                    ("id:undertaking-hub-upgrade", "提級建設國際空港和國際陸港", BY_2035),
                    ("id:undertaking-hub-upgrade", "提高城市樞紐能級", BY_2035),
                    (
                        "id:undertaking-metro-area-role",
                        *("發揮在瀋陽都市圈中的引領、輻射、鏈接、聚合作用", PLATFORMS),
                    ),
                    (
                        "id:undertaking-northeast-cooperation",
                        *("協同哈爾濱、長春、大連深化東北亞區域合作", PLATFORMS),
                    ),
                    (
                        "id:undertaking-opening-platforms",
                        "高起點規劃建設臨空經濟區、中歐班列（瀋陽）集結中心、自貿區等國際化開放合作平台",
                        PLATFORMS,
                    ),
                    (
                        "id:undertaking-transition",
                        *("持續推進城市發展與轉型、產業發展與轉型、社會發展與轉型", PRESS),
                    ),
                )
            ),
        ),
        {"plan": "territorial-plan"},
    ),
    Case(
        "designations",
        table(
            "title subject conferredBy plan publishedBy firstTime",
            (
                *("遼寧省重點培育的跨境電子商務產業園區", "id:ftz-ecommerce-park"),
                *(None, None, None, None, PARK),
            ),
            (
                *("東北亞國際化中心城市", "id:shenyang", "id:chinese-state", "id:territorial-plan"),
                *("id:state-council", True, FIRST_TITLE, TITLE_MEANS, TITLES),
            ),
            (
                *("國際性綜合交通樞紐城市", "id:shenyang", "id:chinese-state"),
                *("id:territorial-plan", "id:state-council", None, FIRST_TITLE, TITLES),
            ),
        ),
    ),
    Case(
        "initiatives",
        table(
            "initiative thing goal",
            (
                *("id:belt-and-road", "id:target-gateway-hub"),
                *("融入共建「一帶一路」、向北開放、輻射東北亞的國際門戶樞紐", GATEWAY_HUB),
            ),
            (
                *("id:chinese-modernization", "id:target-2050-model-city"),
                *("展現中國式現代化的北方城市典範", BY_2050),
            ),
            (
                *("id:dual-circulation", "id:target-hub-economy"),
                *("聯通國內國際雙循環、深度參與全球資源配置的樞紐經濟高地", GATEWAY_HUB),
            ),
            *(
                ("id:hello-shenyang-brand", event, goal, *passages)
                for event, goal, *passages in (
                    ("id:hello-shenyang", None, MUNICH, STOPS, MUNICH_STOP),
                    ("id:mayors-exchange-day", "推動兩市旅遊、養老等領域交流合作", SASEBO),
                    ("id:new-year-recital-2024", None, CULTURE),
                    # Of the festival, its stop in Shenyang alone bears the brand.
                    ("id:sino-french-friendship-night", None, FRENCH_NIGHT),
                    ("id:summer-music-day-2024", None, CULTURE),
                )
            ),
        ),
    ),
    Case(
        "initiatives",
        table("thing", ("id:target-gateway-hub", GATEWAY_HUB)),
        {"initiative": "一帶一路"},
    ),
]

ACTORS = [
    Case(
        "who-did-what",
        table(
            "actor link deed words status",
            (
                *("id:chinese-state", "sy:conferredBy", "id:designation-international-center"),
                *("東北亞國際化中心城市", None, FIRST_TITLE, TITLES),
            ),
            (
                *("id:chinese-state", "sy:conferredBy", "id:designation-transport-hub"),
                *("國際性綜合交通樞紐城市", None, TITLES),
            ),
            (
                *("id:ftz-shenyang", "schema:agent", "id:undertaking-ftz-reform"),
                *("開展首創性改革探索", "sy:achieved", FTZ_NEW),
            ),
            (
                *("id:ftz-shenyang", "sy:launchedBy", "id:convenient-ecommerce-supervision"),
                *(None, None, FTZ_NEW),
            ),
            (
                *("id:ftz-shenyang", "sy:launchedBy", "id:smart-art-inspection"),
                *(None, None, FTZ_NEW),
            ),
            (
                *("id:state-council", "dcterms:publisher", "id:territorial-plan"),
                *(None, None, FIRST_TITLE),
            ),
        ),
        {"actor": ["國務院", "id:chinese-state", "自貿區瀋陽片區"]},
    ),
    Case(
        "companies",
        table(
            "company thing link describedAs",
            ("id:amazon", "id:route-los-angeles", "sy:serves", "頭部電商平台", USERS),
            ("id:bmw", "id:bmw-lydia-plant", "sy:involves", None, PLANT),
            ("id:pinduoduo", "id:route-los-angeles", "sy:serves", "頭部電商平台", USERS),
        ),
    ),
    Case(
        "unnamed-sources",
        table(
            "source link said words",
            (
                "id:shenyang-german-representatives",
                "schema:performer",
                "id:hello-munich",
                None,
                GUESTS,
            ),
            (
                *("id:shenyang-german-representatives", "sy:saidBy"),
                "id:undertaking-german-cooperation",
                "進一步拓展瀋陽與德國有關方面在先進製造業、新興產業、現代服務業、文體旅融合發展等領域的合作",
                GUESTS,
            ),
            (
                "id:shenyang-government-official",
                "schema:performer",
                "id:press-conference",
                None,
                PRESS,
            ),
            *(
                ("id:shenyang-government-official", "sy:saidBy", said, words, passage)
                for said, words, passage in (
                    (
                        "id:target-2025-northeast-center",
                        *("東北地區功能完善、輻射帶動能力強的重要中心城市", BY_2025),
                    ),
                    (
                        "id:target-2050-leading-strengths",
                        "先進製造業水平、樞紐輻射能力、科技創新實力、文化影響力居於東北亞地區城市前列",
                        BY_2050,
                    ),
                    ("id:target-2050-model-city", "展現中國式現代化的北方城市典範", BY_2050),
                    ("id:target-metropolis", "現代化、生態化、國際化大都市", PRESS),
                    (
                        "id:undertaking-transition",
                        *("持續推進城市發展與轉型、產業發展與轉型、社會發展與轉型", PRESS),
                    ),
                )
            ),
        ),
    ),
]

CONNECTIONS = [
    Case(
        "connections",
        table(
            "link way via onward onwardWay",
            ("sy:partner", "←", "id:partnership-incheon", "sy:partner", "→", SISTERS),
            ("sy:of", "←", "id:shenyang-partner-cities", "dcterms:hasPart", "→", COUNTS, SISTERS),
            ("schema:agent", "←", "id:undertaking-sister-city-upgrade", "sy:partner", "→", SISTERS),
        ),
    ),
    Case(
        "connections",
        table(
            "link way via onward onwardWay",
            ("schema:organizer", "←", "id:daejeon-hunnan-meeting", "sy:involves", "→", DAEJEON),
            ("schema:agent", "←", "id:undertaking-daejeon-technology", "sy:partner", "→", DAEJEON),
        ),
        {"a": "瀋陽", "b": "大田"},
    ),
    Case(
        # A direct link: 德國慕尼黑.
        "connections",
        table("link way via onward", ("sy:country", "→", "id:germany", None, MUNICH)),
        {"a": "慕尼黑", "b": "德國"},
    ),
    Case(
        "neighbours",
        table(
            "way link neighbour neighbourLabel",
            (
                *("→", "schema:attendee", "id:sino-german-park-offshore-center"),
                *("Sino-German Park Offshore Centre", HANNOVER),
            ),
            ("→", "sy:inPlace", "id:hannover", "Hannover", HANNOVER),
        ),
    ),
    Case(
        "neighbours",
        table(
            "way link neighbour",
            ("←", "sy:involves", "id:mayors-exchange-day", SASEBO),
            ("←", "sy:promotes", "id:mayors-exchange-day", SASEBO),
            # Where the port lies is background.
            ("→", "sy:country", "id:japan"),
            ("→", "sy:locatedIn", "id:sasebo"),
        ),
        {"entity": "佐世保港"},
    ),
    Case(
        "parts-of",
        table(
            "part steps",
            ("id:korea-week-2023", 1, FAIRS),
            ("id:korea-week-2024", 1, SIGNING, KOREA_WEEK),
            ("id:korea-week-2024-launch", 2, SIGNING, KOREA_WEEK),
            ("id:korea-week-2024-signing", 2, SIGNING, KOREA_WEEK),
            ("id:sino-korean-art-exhibition", 2, SIGNING, KOREA_WEEK, PROGRAMME),
            ("id:sino-korean-food-festival", 2, SIGNING, KOREA_WEEK, PROGRAMME),
            ("id:sino-korean-friendship-night", 2, SIGNING, KOREA_WEEK, PROGRAMME),
            ("id:sino-korean-youth-taekwondo", 2, SIGNING, KOREA_WEEK, PROGRAMME),
        ),
    ),
    Case(
        "parts-of",
        table(
            "part steps",
            ("id:air-corridor", 1, NETWORK),
            ("id:land-corridor", 1, NETWORK),
            ("id:online-corridor", 1, NETWORK),
            ("id:sea-corridor", 1, NETWORK),
            ("id:sea-rail-train", 2, NETWORK, PORTS),
            ("id:taoxian-airport", 2, NETWORK, AIRPORT),
            ("id:three-channels-six-crossings", 2, NETWORK, RAIL),
            ("id:six-crossings", 3, NETWORK, RAIL),
            ("id:three-channels", 3, NETWORK, RAIL),
        ),
        {"whole": "air-land-sea-net"},
    ),
    Case(
        "place-roles",
        table(
            "place link region",
            ("id:shenyang", "sy:hubFor", "id:eurasian-land-bridge", NODE),
            ("id:shenyang", "sy:hubFor", "id:northeast-asia", NODE),
            ("id:shenyang", "sy:hubFor", "id:northeast-asia-economic-circle", NODE),
            ("id:shenyang", "sy:supportedBy", "id:liaoning-coastal-belt", PORTS),
            ("id:taoxian-airport", "sy:hubFor", "id:northeast-asia", AIRPORT),
        ),
    ),
    Case(
        "place-roles",
        table("link region", ("sy:hubFor", "id:northeast-asia", AIRPORT)),
        {"place": "桃仙機場"},
    ),
    Case(
        "group-members",
        table(
            "group member",
            ("id:four-zones", "id:zone-eu", ZONES_RANK),
            ("id:four-zones", "id:zone-finance-trade", ZONES_RANK),
            ("id:opening-platforms", "id:brand-events", NORTHWARD),
            ("id:opening-platforms", "id:economic-development-zones", NORTHWARD),
            ("id:opening-platforms", "id:ftz-shenyang", NORTHWARD),
        ),
        {"group": ["four-zones", "opening-platforms"]},
    ),
    Case(
        "group-members",
        table(
            "member status",
            ("id:airport-economic-zone", "sy:planned", PLATFORMS),
            ("id:china-europe-assembly-center", "sy:planned", PLATFORMS),
            ("id:china-europe-assembly-center", "sy:sought", PLATFORMS, RAIL),
            ("id:ftz-shenyang", None, PLATFORMS),
        ),
        {"group": "planned-opening-platforms"},
    ),
    Case(
        "entity-graph",
        table(
            "subject predicate object",
            *(
                ("id:hannover-messe-2024", "skos:prefLabel", name)
                for name in (
                    *("2024年德国汉诺威工业展览会", "2024年德國漢諾威工業展覽會"),
                    "Hannover Messe 2024",
                )
            ),
            (
                *("id:hannover-messe-2024", "schema:attendee"),
                *("id:sino-german-park-offshore-center", HANNOVER),
            ),
            ("id:hannover-messe-2024", "sy:inPlace", "id:hannover", HANNOVER),
            *(
                ("id:hannover", "skos:prefLabel", name, HANNOVER)
                for name in ("Hannover", "汉诺威", "漢諾威")
            ),
            *(
                ("id:sino-german-park-offshore-center", "skos:prefLabel", name, HANNOVER)
                for name in ("Sino-German Park Offshore Centre", "中德园离岸中心", "中德園離岸中心")
            ),
        ),
        {"entity": "2024年德國漢諾威工業展覽會"},
    ),
    Case(
        "describe",
        table(
            "subject predicate object",
            ("id:hun-river", "dcterms:source", "art:shenyang-2024"),
            ("id:hun-river", "geosparql:sfCrosses", "id:shenyang", RIVER),
            *(
                ("id:hun-river", "rdf:type", cls)
                for cls in ("sem:Place", "schema:Place", "schema:RiverBodyOfWater", "schema:Thing")
            ),
            *(("id:hun-river", "rdf:type", cls) for cls in ("sy:Entity", "sy:Place")),
            ("id:hun-river", "skos:altLabel", "Hun He"),
            ("id:hun-river", "skos:altLabel", "Hunhe"),
            ("id:hun-river", "skos:prefLabel", "Hun River"),
            ("id:hun-river", "skos:prefLabel", "浑河"),
            ("id:hun-river", "skos:prefLabel", "渾河"),
            ("id:hun-river", "sy:country", "id:china"),
        ),
        {"entity": "渾河"},
    ),
]

PROVENANCE = [
    Case(
        "caption-only",
        table(
            "entity passage",
            ("id:hun-river", "shenyang-2024/10", RIVER),
            ("id:korea-week-2024-signing", "shenyang-2024/360", SIGNING),
            ("id:sino-french-friendship-night", "shenyang-2024/370", FRENCH_NIGHT),
            ("id:hannover", "shenyang-2024/380", HANNOVER),
            ("id:hannover-messe-2024", "shenyang-2024/380", HANNOVER),
            ("id:sino-german-park", "shenyang-2024/380", HANNOVER),
            ("id:sino-german-park-offshore-center", "shenyang-2024/380", HANNOVER),
            ("id:bmw", "shenyang-2024/710", PLANT),
            ("id:bmw-lydia-plant", "shenyang-2024/710", PLANT),
        ),
    ),
    Case(
        "described-as",
        table(
            "words",
            ("中國連接歐亞大陸橋的重要節點", NODE),
            ("作為東北亞中心城市的國際化定位更加明晰", TITLES),
            ("具有得天獨厚的區位優勢", LOCATION),
            ("地處東北亞經濟圈的中心", NODE),
            ("始終敞開開放大門、不斷夯實開放基礎", DOORS),
            ("投資環境的持續優化吸引更多外資外商投資落地", INVESTORS),
            ("歷史悠久的東北重鎮", FIRST_TITLE),
            ("近日再次被國家賦予重大使命", FIRST_TITLE),
            ("面向東北亞方向的戰略前沿", NODE),
        ),
        {"entity": "瀋陽"},
    ),
    Case(
        # A brand of the city, not another name of it.
        "described-as",
        table(
            "entity words",
            ("id:international-shenyang-brand", "叫響全球", RESULTS),
            ("id:international-shenyang-brand", "開放、友好、活力、現代", IMAGE),
        ),
        {"entity": "國際瀋"},
    ),
    Case(
        # The misprint finds the company.
        "described-as",
        table("entity label words", ("id:pinduoduo", "拼多多", "頭部電商平台", USERS)),
        {"entity": "拏多多", "lang": "zh-Hant"},
    ),
    Case(
        "where-stated",
        table(
            "passage statement property",
            ("shenyang-2024/240", "id:route-los-angeles-parcels", "sy:value", CARGO),
        ),
        {"number": 6_180_000},
    ),
    Case(
        "where-stated",
        table(
            "passage statement property value",
            ("shenyang-2024/90", "id:two-designations-count", "sy:value", 2, COUNTED_TITLES),
            ("shenyang-2024/100", "id:two-designations-count", "sy:value", 2, TITLES),
            ("shenyang-2024/190", "id:target-2035-cluster", "sy:value", 2, BY_2035),
            ("shenyang-2024/190", "id:target-2035-freight-neighbours", "sy:value", 2, BY_2035),
            ("shenyang-2024/690", "id:zhenxing-cup-2024", "schema:position", 2, CULTURE),
        ),
        {"number": "2"},
    ),
    Case(
        "where-stated",
        table(
            "statement property",
            ("id:shenyang-signed-projects-since-2023", "sy:eachAtLeast", MISSIONS),
        ),
        {"number": "100,000,000"},
    ),
    Case(
        "passage-facts",
        table(
            "subject property object",
            ("id:hannover", "sy:country", "id:germany", HANNOVER),
            (
                *(
                    "id:hannover-messe-2024",
                    "schema:attendee",
                    "id:sino-german-park-offshore-center",
                ),
                HANNOVER,
            ),
            ("id:hannover-messe-2024", "sy:date", "2024", HANNOVER),
            ("id:hannover-messe-2024", "sy:inPlace", "id:hannover", HANNOVER),
            (
                "id:sino-german-park",
                "dcterms:hasPart",
                "id:sino-german-park-offshore-center",
                HANNOVER,
            ),
            ("shenyang-2024/380", "schema:about", "id:hannover-messe-2024", HANNOVER),
            ("shenyang-2024/380", "schema:about", "id:sino-german-park-offshore-center", HANNOVER),
        ),
        {"passage": "shenyang-2024/380"},
    ),
    Case(
        "mentions",
        table(
            "passage role",
            ("shenyang-2024/580", "sy:sentence", STOPS),
            ("shenyang-2024/600", "sy:sentence", SEOUL),
        ),
    ),
    Case(
        "mentions",
        table("passage", ("shenyang-2024/270", USERS)),
        {"entity": "Amazon"},
    ),
    Case(
        "mention-counts",
        table(
            "entity passages",
            (
                *("id:south-korea", 10, SIGNING, KOREA_WEEK, PROGRAMME, FAIRS, MISSIONS, STOPS),
                *(SEOUL, DAEJEON, DISTRICTS, SISTERS),
            ),
            (
                *("id:china", 9, CHAPTER, NODE, BY_2035, DEPARTURES, FRENCH_NIGHT, PROGRAMME),
                *(FAIRS, GERMAN_NIGHT, CULTURE),
            ),
            ("id:germany", 5, HANNOVER, MUNICH, GUESTS, GERMAN_NIGHT, CULTURE),
            ("id:france", 3, FRENCH_NIGHT, STOPS, CULTURE),
            ("id:japan", 3, MISSIONS, STOPS, SISTERS),
            ("id:russia", 3, PASSENGERS, FAIRS, MISSIONS),
            ("id:australia", 2, STOPS, SISTERS),
            ("id:united-states", 2, SISTERS, CULTURE),
            ("id:cameroon", 1, CULTURE),
            ("id:poland", 1, CULTURE),
            ("id:switzerland", 1, STOPS),
        ),
    ),
    Case(
        "mention-counts",
        table(
            "entity passages",
            ("id:amazon", 1, USERS),
            ("id:bmw", 1, PLANT),
            ("id:pinduoduo", 1, USERS),
        ),
        {"class": "sy:Company"},
    ),
    Case(
        # 城市群 and 都市圈 are those of the sentence before, and all is of the plan.
        "read-with",
        table(
            "passage context",
            ("shenyang-2024/190", "shenyang-2024/170", GATEWAY_HUB, BY_2035),
            ("shenyang-2024/190", "shenyang-2024/180", PLATFORMS, BY_2035),
        ),
        {"passage": "shenyang-2024/190"},
    ),
    Case(
        "read-with",
        table(
            "passage context",
            ("shenyang-2024/120", "shenyang-2024/110", PRESS, BY_2025),
            ("shenyang-2024/130", "shenyang-2024/110", PRESS, BY_2050),
        ),
        {"context": "shenyang-2024/110"},
    ),
    Case(
        "fact-density",
        table(
            "passage facts characters density",
            # Three characters, one fact: the author.
            ("shenyang-2024/70", 1, 3, 33.3, BYLINE),
            # What it shows, where that lies, after whom it is named.
            ("shenyang-2024/710", 3, 9, 33.3, PLANT),
            ("shenyang-2024/10", 3, 11, 27.3, RIVER),
        ),
        {"passage": ["shenyang-2024/10", "shenyang-2024/70", "shenyang-2024/710"]},
    ),
    Case(
        # An editor's note is shown with the words that it is about: here the misprint.
        "source-notes",
        table(
            "subject note",
            (
                "shenyang-2024/270",
                "The article prints 拏多多 for 拼多多 (Pinduoduo), a misprint; "
                "kept in the quote, mended in the entity’s name.",
                USERS,
            ),
        ),
        {"subject": "shenyang-2024/270"},
    ),
]

TIME = [
    Case(
        "timeline",
        table(
            "firstDay lastDay thing words",
            # Totals up to April have no first day.
            (None, "2024-04-30", "id:route-los-angeles-cargo", "約9800噸", CARGO),
            (None, "2024-04-30", "id:route-los-angeles-flights", "滿100班次", CARGO),
            (None, "2024-04-30", "id:route-los-angeles-parcels", "約618萬單", CARGO),
            (None, "2024-04-30", "id:route-los-angeles-trade", "約31億元", CARGO),
            ("2024-04-01", "2024-04-30", "id:route-los-angeles-milestone", None, CARGO),
            (
                *("2024-01-01", "2024-09-30", "id:shenyang-trade-2024-01-09"),
                *("進出口總額1109.1億元", TRADE),
            ),
            ("2024-09-01", "2024-09-30", "id:hello-munich", None, MUNICH),
            (
                *("2024-09-01", "2024-09-30", "id:hello-munich-attendance", "150餘人"),
                *(MUNICH, GUESTS),
            ),
            ("2024-09-01", "2024-09-30", "id:korea-week-2024-launch", None, KOREA_WEEK),
        ),
        {"from": "2024-01-01", "to": "2024-09-30"},
    ),
    Case(
        "timeline",
        table(
            "firstDay lastDay thing",
            (None, "2025-12-31", "id:target-2025-northeast-center", BY_2025),
            (None, "2035-12-31", "id:target-2035-cluster", BY_2035),
            (None, "2035-12-31", "id:target-2035-commute", BY_2035),
            (None, "2035-12-31", "id:target-2035-freight-domestic", BY_2035),
            (None, "2035-12-31", "id:target-2035-freight-neighbours", BY_2035),
            (None, "2035-12-31", "id:target-2035-freight-world", BY_2035),
            (None, "2035-12-31", "id:target-2035-major-cities", BY_2035),
            ("2021-01-01", "2035-12-31", "id:territorial-plan", FIRST_TITLE),
            (None, "2050-12-31", "id:target-2050-leading-strengths", BY_2050),
            (None, "2050-12-31", "id:target-2050-model-city", BY_2050),
        ),
        {"from": "2025-01-01"},
    ),
]

BACKGROUND = [
    Case(
        "external-identifiers",
        table(
            "entity scheme identifier",
            ("id:south-korea", "gn:countryCode", "KR"),
            # The page at ISO tells of the country; the feature at GeoNames is the country.
            (
                "id:south-korea",
                *("rdfs:seeAlso", "https://www.iso.org/obp/ui/#iso:code:3166:KR"),
            ),
            ("id:south-korea", "owl:sameAs", "https://sws.geonames.org/1835841/"),
            ("id:taoxian-airport", "schema:iataCode", "SHE"),
            ("id:taoxian-airport", "schema:icaoCode", "ZYTX"),
        ),
        {"entity": ["韓國", "桃仙機場"]},
    ),
    Case(
        "coordinates",
        table("place label country", ("id:katowice", "卡托維茲", "id:poland", CULTURE)),
        {"country": "波蘭", "lang": "zh-Hant"},
    ),
    Case(
        "places-without-coordinates",
        table("place", ("id:dalian-port",), ("id:sasebo-port",), ("id:yingkou-port",)),
    ),
    Case(
        "places-without-coordinates",
        table("place", ("id:incheon-seo-gu",), ("id:shenbei-new-area",)),
        {"class": "sy:District"},
    ),
    Case(
        # Of the four facilities one stands.
        "places-without-coordinates",
        table(
            "place status statusLabel",
            ("id:bmw-lydia-plant", None, None),
            ("id:china-europe-assembly-center", "sy:planned", "planned", PLATFORMS),
            ("id:china-europe-assembly-center", "sy:sought", "sought", RAIL),
            ("id:international-air-hub", "sy:planned", "planned", BY_2035),
            ("id:international-land-port", "sy:planned", "planned", BY_2035),
        ),
        {"class": "sy:Facility"},
    ),
    Case(
        # Only statements are typed by passages, what has a name is typed in the gazetteer.
        "classes",
        table(
            "class things",
            ("sy:City", 25),
            ("sy:Country", 11),
            ("sy:AirRoute", 3),
            ("sy:Company", 3),
            ("sy:Designation", 3, FIRST_TITLE, TITLES, PARK),
            ("sy:Port", 3),
            ("sy:Airport", 1),
        ),
        {
            "class": [
                *("sy:Airport", "sy:AirRoute", "sy:City", "sy:Company", "sy:Country"),
                *("sy:Designation", "sy:Port"),
            ]
        },
    ),
    Case(
        "classes",
        table(
            "class things notThereYet",
            ("sy:Zone", 9, 1, PLATFORMS),
            ("sy:Facility", 4, 3, PLATFORMS, BY_2035, RAIL),
        ),
        {"class": ["sy:Facility", "sy:Zone"]},
    ),
]

CASES = [
    *PARTNERS,
    *EVENTS,
    *PLANS,
    *ACTORS,
    *CONNECTIONS,
    *PROVENANCE,
    *TIME,
    *BACKGROUND,
]
