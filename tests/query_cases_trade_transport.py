"""The named queries on transport, zones, trade, investment and figures, as the article has it.

The answers and the words that prove them were read off the article, not off the queries. In a
table of answers, what stands after the cells of the columns is the passages that prove the row.
"""

from __future__ import annotations

from queries_support import Case, table

# The sentences and the heading that these queries rest on, in the order of the article.
FIRST_TITLE = "首次賦予瀋陽「東北亞國際化中心城市」的新定位"
TITLE_MEANS = "這一戰略定位不僅標誌着瀋陽城市性質的國際化升級"
PROGRESS = "特別是今年以來，瀋陽在招商選資、通道建設、平台創新、外資外貿等多個領域取得了扎實成績"
HEADING = "獲賦兩項國際化城市新定位"
TITLES = "國家賦予了瀋陽兩項新的城市定位，即「東北亞國際化中心城市」"
PLATFORMS = "高起點規劃建設臨空經濟區、中歐班列（瀋陽）集結中心、自貿區等"
HUBS = "提高城市樞紐能級，提級建設國際空港和國際陸港，到2035年"
CARGO = "宣布執飛滿100班次，累計貢獻國際貨物吞吐量約9800噸，載運跨境電商貨約618萬單"
NETWORK = "近年來，瀋陽構建起「空陸海網」的立體式通道網絡，不斷增強樞紐能級。"
AIRPORT = "已開通國際國內航線211條，通航城市達到119個"
USERS = "成為拏多多、亞馬遜等頭部電商平台及國內眾多中小企業的重要出海通道"
PASSENGERS = "此外，瀋陽還積極開通瀋陽-莫斯科直飛國際客運航線"
LEAD = "「空陸海網」開放通道建設持續領跑"
RAIL = "瀋陽積極爭創國家中歐班列（瀋陽）集結中心，形成了「三通道六口岸」"
TRAINS = "中歐班列的開通，不僅為瀋陽及周邊地區的企業提供了便捷的物流通道"
DEPARTURES = "2023年以來中歐班列（瀋陽）累計開行量穩居東北第一、全國前列"
PORTS = "加強與大連港、營口港等港口的合作，開通了東北首個全程單國際海鐵聯運專列"
MULTIMODAL = "同時，瀋陽還積極構建多式聯運體系，進一步提升物流效率和服務水平。"
ONLINE = "此外，瀋陽還加強了網上通道建設，跨境電商綜試區考核連續三年領跑東北。"
PARK = "被授予「遼寧省重點培育的跨境電子商務產業園區」稱號"
INNOVATION = "平台創新驅動外向型經濟逆勢增長"
FTZ = "近年來，自貿區瀋陽片區作為對外開放的前沿陣地"
FTZ_2023 = "2023年，自貿區瀋陽片區新增註冊企業1207家，同比增長42.7%；進出口總額74.71億元"
FTZ_NEW = "推出藝術品「智慧核對監管」、跨境電商零售進口「便捷監管」等新模式"
ZONES_RANK = "名列前茅；金融商貿、歐盟等4家開發區也位列省級經開區前列。"
FAIRS = "2023年遼洽會、韓國周期間項目簽約額達2613.6億元，佔全省50%以上。"
ECONOMY = "通道與平台的不斷壯大做強，也為瀋陽外向型經濟提供了關鍵支撐。"
MISSIONS = "招商67次，市區累計開展招商活動2241次，新簽約億元以上項目3448個，新落地1953個。"
TRADE = "2023年實現進出口總額1469.3億元，同比增長4.6%，今年1—9月進出口總額1109.1億元。"
FOREIGN = "2023年以來新註冊設立外資企業達317家。"
MUNICH = "今年9月，由瀋陽市人民政府主辦的「你好，瀋陽」全球推介活動在德國慕尼黑隆重舉行"
GUESTS = "德國政商界代表等共150餘人出席"
STOPS = "去年以來，「你好，瀋陽」全球推介活動相繼在日本東京、韓國首爾"
SEOUL = "33個中韓合作重點項目現場簽約，簽約額達125億元"
SISTERS = "目前，瀋陽的國際友城已達23個，友好合作關係城市79個。"

TRANSPORT = [
    Case(
        "airport-network",
        table(
            "airport airportLabel measure value unit bound statedAs",
            (
                *("id:taoxian-airport", "Shenyang Taoxian International Airport"),
                *("sy:number", 119, "sy:City", "sy:exact", "達到119個", AIRPORT),
            ),
            (
                *("id:taoxian-airport", "Shenyang Taoxian International Airport"),
                *("sy:number", 211, "sy:AirRoute", "sy:exact", "211條", AIRPORT),
            ),
        ),
    ),
    Case(
        "air-routes",
        table(
            "destination service direct connected",
            ("id:frankfurt", "sy:passenger", True, "id:europe", PASSENGERS),
            ("id:los-angeles", "sy:cargo", True, "id:liaoshen-region", CARGO, USERS),
            ("id:los-angeles", "sy:cargo", True, "id:north-america", CARGO, USERS),
            ("id:moscow", "sy:passenger", True, "id:liaoshen-region", PASSENGERS),
            ("id:moscow", "sy:passenger", True, "id:russia", PASSENGERS),
        ),
    ),
    Case(
        "air-routes",
        table(
            "route originLabel destinationLabel connectedLabel",
            ("id:route-los-angeles", "瀋陽", "洛杉磯", "遼瀋地區", CARGO, USERS),
            ("id:route-los-angeles", "瀋陽", "洛杉磯", "北美", CARGO, USERS),
        ),
        {"service": "貨運", "lang": "zh-Hant"},
    ),
    Case(
        "route-users",
        table(
            "route user",
            ("id:route-los-angeles", "id:amazon", USERS),
            ("id:route-los-angeles", "id:domestic-smes", USERS),
            ("id:route-los-angeles", "id:pinduoduo", USERS),
        ),
    ),
    Case("route-users", (), {"route": "route-moscow"}),
    Case(
        "cargo-figures",
        table(
            "measure value unit bound statedAs periodStart periodEnd",
            *(
                (f"sy:{measure}", value, unit, f"sy:{bound}", words, None, "2024-04", CARGO)
                for measure, value, unit, bound, words in (
                    ("cargoThroughput", 9800, "qunit:TONNE", "approximate", "約9800噸"),
                    ("number", 100, "schema:Flight", "exact", "滿100班次"),
                    ("number", 6_180_000, "schema:ParcelDelivery", "approximate", "約618萬單"),
                    ("tradeTotal", 3_100_000_000, "qunit:CCY_CNY", "approximate", "約31億元"),
                )
            ),
        ),
        {"route": "route-los-angeles"},
    ),
    Case(
        "cargo-value-per-tonne",
        table(
            "tradeValue tonnes flights valuePerTonne valuePerFlight tonnesPerFlight bound lastDay",
            # 3 100 000 000 / 9800 = 316 326.53
            (
                *(3_100_000_000, 9800, 100, 316_327, 31_000_000, 98),
                *("sy:approximate", "2024-04-30", CARGO),
            ),
        ),
    ),
    Case(
        "rail-services",
        table(
            "service relation related",
            # That these trains are some of those is the gazetteer's knowledge.
            ("id:china-europe-railway-express", "dcterms:hasPart", "id:china-europe-shenyang"),
            ("id:china-europe-railway-express", "sy:serves", "id:europe", TRAINS),
            ("id:china-europe-railway-express", "sy:serves", "id:shenyang", TRAINS),
            ("id:china-europe-railway-express", "sy:serves", "id:shenyang-surroundings", TRAINS),
            ("id:china-europe-shenyang", "sy:serves", "id:shenyang", DEPARTURES),
            ("id:sea-corridor", "dcterms:hasPart", "id:sea-rail-train", PORTS),
            ("id:sea-rail-train", "sy:launchedBy", "id:shenyang", PORTS),
        ),
    ),
    Case(
        "rail-corridors",
        table(
            "corridor part value unit statedAs",
            *(
                ("id:three-channels-six-crossings", *cells, RAIL)
                for cells in (
                    ("id:six-crossings", 6, "sy:BorderCrossing", "六口岸"),
                    ("id:three-channels", 3, "sy:Corridor", "三通道"),
                )
            ),
        ),
    ),
    Case(
        "corridor-network",
        table(
            "whole part",
            ("id:air-corridor", "id:taoxian-airport", NETWORK, AIRPORT),
            ("id:air-land-sea-net", "id:air-corridor", NETWORK),
            ("id:air-land-sea-net", "id:land-corridor", NETWORK),
            ("id:air-land-sea-net", "id:online-corridor", NETWORK),
            ("id:air-land-sea-net", "id:sea-corridor", NETWORK),
            ("id:land-corridor", "id:three-channels-six-crossings", NETWORK, RAIL),
            ("id:sea-corridor", "id:sea-rail-train", NETWORK, PORTS),
            ("id:three-channels-six-crossings", "id:six-crossings", NETWORK, RAIL),
            ("id:three-channels-six-crossings", "id:three-channels", NETWORK, RAIL),
        ),
    ),
    Case(
        "corridor-network",
        table("wholeLabel part", ("海上通道", "id:sea-rail-train", PORTS)),
        {"network": "海上通道", "lang": "zh-Hant"},
    ),
    Case(
        "port-cooperation",
        table(
            "cityLabel port portLabel kind field",
            *(
                ("瀋陽", port, name, "sy:cooperation", "id:sea-transport", PORTS)
                for port, name in (("id:dalian-port", "大連港"), ("id:yingkou-port", "營口港"))
            ),
        ),
        {"lang": "zh-Hant"},
    ),
    Case(
        "hub-plans",
        table(
            "object status objectStatus plan",
            ("id:air-land-sea-net", "sy:achieved", None, None, NETWORK),
            (
                "id:airport-economic-zone",
                "sy:planned",
                "sy:planned",
                "id:territorial-plan",
                PLATFORMS,
            ),
            (
                *("id:china-europe-assembly-center", "sy:planned", "sy:planned"),
                *("id:territorial-plan", PLATFORMS),
            ),
            ("id:china-europe-assembly-center", "sy:sought", "sy:sought", None, RAIL),
            # The free trade zone stands; it is to be built up.
            ("id:ftz-shenyang", "sy:planned", None, "id:territorial-plan", PLATFORMS),
            ("id:international-air-hub", "sy:planned", "sy:planned", "id:territorial-plan", HUBS),
            ("id:international-land-port", "sy:planned", "sy:planned", "id:territorial-plan", HUBS),
            ("id:multimodal-system", "sy:underway", "sy:underway", None, MULTIMODAL),
            ("id:online-corridor", "sy:achieved", None, None, ONLINE),
            ("id:three-channels-six-crossings", "sy:achieved", None, None, RAIL),
        ),
    ),
    Case(
        "hub-plans",
        table(
            "objectLabel actorLabel statedAs",
            (
                *("中歐班列（瀋陽）集結中心", "瀋陽"),
                *("積極爭創國家中歐班列（瀋陽）集結中心", RAIL),
            ),
        ),
        {"status": "sought", "lang": "zh-Hant"},
    ),
]

RANKINGS = [
    Case(
        "rankings",
        table(
            "subject measure among rank firstToDo consecutiveYears",
            # The heading does not say among whom.
            ("id:air-land-sea-net", None, None, None, None, None, LEAD),
            (
                *("id:china-europe-shenyang", "sy:trainDepartures", "id:china"),
                *(None, None, None, DEPARTURES),
            ),
            (
                *("id:china-europe-shenyang", "sy:trainDepartures", "id:northeast-china"),
                *(1, None, None, DEPARTURES),
            ),
            (
                *("id:ecommerce-pilot-zone", "sy:assessment", "id:northeast-china"),
                *(None, None, 3, ONLINE),
            ),
            (
                *("id:four-zones", None, "id:provincial-zones-liaoning"),
                *(None, None, None, ZONES_RANK),
            ),
            (
                *("id:sea-rail-train", None, "id:northeast-china"),
                *(None, "全程單國際海鐵聯運專列", None, PORTS),
            ),
            (
                *("id:shenyang-etdz", "sy:assessment", "id:national-zones-liaoning"),
                *(None, None, None, ZONES_RANK),
            ),
        ),
    ),
    Case(
        "rankings",
        table(
            "amongLabel rank statedAs periodStart ongoing",
            ("中國", None, "全國前列", "2023", True, DEPARTURES),
            ("東北地區", 1, "東北第一", "2023", True, DEPARTURES),
        ),
        {"subject": "中歐班列（瀋陽）", "lang": "zh-Hant"},
    ),
    Case(
        "firsts",
        table(
            "subject first among",
            ("id:sea-rail-train", "全程單國際海鐵聯運專列", "id:northeast-china", PORTS),
            # Two later sentences say again whose title it is.
            (
                *("id:shenyang", "東北亞國際化中心城市", None),
                *(FIRST_TITLE, TITLE_MEANS, TITLES),
            ),
        ),
    ),
]

ZONES = [
    Case(
        "zones",
        table(
            "zone type city status",
            ("id:shenyang-etdz", "sy:DevelopmentZone", "id:shenyang", None),
            ("id:zone-eu", "sy:DevelopmentZone", "id:shenyang", None),
            ("id:zone-finance-trade", "sy:DevelopmentZone", "id:shenyang", None),
            ("id:ftz-shenyang", "sy:FreeTradeZone", "id:shenyang", None, FTZ),
            ("id:ftz-ecommerce-park", "sy:Park", "id:shenyang", None, PARK),
            ("id:hunnan-tech-city", "sy:Park", "id:shenyang", None),
            ("id:sino-german-park", "sy:Park", "id:shenyang", None),
            # It is planned, and where it is to be is not said.
            ("id:airport-economic-zone", "sy:Zone", None, "sy:planned", PLATFORMS),
            ("id:ecommerce-pilot-zone", "sy:Zone", "id:shenyang", None),
        ),
    ),
    Case(
        "zone-figures",
        table(
            "zone measure value unit bound periodStart periodEnd statedAs",
            *(
                (
                    *("id:ftz-shenyang", f"sy:{measure}", value, unit),
                    *("sy:exact", "2023", "2023", words, FTZ_2023),
                )
                for measure, value, unit, words in (
                    ("newEnterprises", 1207, "sy:Company", "新增註冊企業1207家"),
                    ("tradeTotal", 7_471_000_000, "qunit:CCY_CNY", "進出口總額74.71億元"),
                    ("yearOnYearGrowth", 42.7, "qunit:PERCENT", "同比增長42.7%"),
                    ("yearOnYearGrowth", 44.4, "qunit:PERCENT", "同比增長44.4%"),
                )
            ),
        ),
        {"zone": "自貿區瀋陽片區"},
    ),
    Case(
        "zone-rankings",
        table(
            "zone ranked among rank consecutiveYears statedAs",
            (
                *("id:ecommerce-pilot-zone", "id:ecommerce-pilot-zone", "id:northeast-china"),
                *(None, 3, "連續三年領跑東北", ONLINE),
            ),
            (
                *("id:shenyang-etdz", "id:shenyang-etdz", "id:national-zones-liaoning"),
                *(None, None, "在全省國家級經開區考核中名列前茅", ZONES_RANK),
            ),
            (
                *("id:zone-eu", "id:four-zones", "id:provincial-zones-liaoning"),
                *(None, None, "位列省級經開區前列", ZONES_RANK),
            ),
            (
                *("id:zone-finance-trade", "id:four-zones", "id:provincial-zones-liaoning"),
                *(None, None, "位列省級經開區前列", ZONES_RANK),
            ),
        ),
    ),
    Case(
        "zone-share-of-city-trade",
        table(
            "zone zoneTrade city cityTrade firstDay lastDay sharePercent",
            # 74.71 / 1469.3 = 0.050847
            (
                *("id:ftz-shenyang", 7_471_000_000, "id:shenyang", 146_930_000_000),
                *("2023-01-01", "2023-12-31", 5.08, FTZ, FTZ_2023, TRADE),
            ),
        ),
    ),
    Case(
        "zone-innovations",
        table(
            "zone innovation field",
            (
                *("id:ftz-shenyang", "id:convenient-ecommerce-supervision"),
                *("id:cross-border-ecommerce", FTZ_NEW),
            ),
            ("id:ftz-shenyang", "id:smart-art-inspection", "id:artworks", FTZ_NEW),
        ),
    ),
]

TRADES = [
    Case(
        "trade-totals",
        table(
            "subject value bound periodStart periodEnd",
            ("id:ftz-shenyang", 7_471_000_000, "sy:exact", "2023", "2023", FTZ_2023),
            ("id:route-los-angeles", 3_100_000_000, "sy:approximate", None, "2024-04", CARGO),
            ("id:shenyang", 146_930_000_000, "sy:exact", "2023", "2023", TRADE),
            ("id:shenyang", 110_910_000_000, "sy:exact", "2024-01", "2024-09", TRADE),
        ),
    ),
    Case(
        "trade-totals",
        table(
            "subjectLabel value unit statedAs",
            ("沈阳", 146_930_000_000, "qunit:CCY_CNY", "進出口總額1469.3億元", TRADE),
            ("沈阳", 110_910_000_000, "qunit:CCY_CNY", "進出口總額1109.1億元", TRADE),
        ),
        {"subject": "瀋陽", "lang": "zh-Hans"},
    ),
    Case(
        "growth-rates",
        table(
            "subject measure growthPercent value unit periodStart periodEnd",
            (
                *("id:ftz-shenyang", "sy:newEnterprises", 42.7, 1207, "sy:Company"),
                *("2023", "2023", FTZ_2023),
            ),
            (
                *("id:ftz-shenyang", "sy:tradeTotal", 44.4, 7_471_000_000, "qunit:CCY_CNY"),
                *("2023", "2023", FTZ_2023),
            ),
            (
                *("id:shenyang", "sy:tradeTotal", 4.6, 146_930_000_000, "qunit:CCY_CNY"),
                *("2023", "2023", TRADE),
            ),
        ),
    ),
    Case(
        "previous-year-values",
        table(
            "subject unit value previousYear previousValue derived",
            # 1207 / 1.427 = 845.8, 74.71 / 1.444 = 51.738, 1469.3 / 1.046 = 1404.685
            ("id:ftz-shenyang", "sy:Company", 1207, 2022, 846, True, FTZ_2023),
            (
                "id:ftz-shenyang",
                "qunit:CCY_CNY",
                7_471_000_000,
                2022,
                5_170_000_000,
                True,
                FTZ_2023,
            ),
            ("id:shenyang", "qunit:CCY_CNY", 146_930_000_000, 2022, 140_470_000_000, True, TRADE),
        ),
    ),
    Case(
        "trade-pace",
        table(
            "subject firstDay lastDay months monthlyAverage",
            # 74.71 / 12 = 6.22583, 1469.3 / 12 = 122.44167, 1109.1 / 9 = 123.23333;
            # the air route's total has no start, and so no pace.
            ("id:ftz-shenyang", "2023-01-01", "2023-12-31", 12, 622_583_333, FTZ_2023),
            ("id:shenyang", "2023-01-01", "2023-12-31", 12, 12_244_166_667, TRADE),
            ("id:shenyang", "2024-01-01", "2024-09-30", 9, 12_323_333_333, TRADE),
        ),
    ),
    Case(
        "trade-pace",
        table("months monthlyAverage", (12, 622_583_333, FTZ_2023)),
        {"subject": "自貿區瀋陽片區"},
    ),
    Case(
        "changes-over-time",
        table(
            "subject measure earlierValue earlierMonths laterValue laterMonths"
            " earlierMonthlyAverage laterMonthlyAverage monthlyAverageChangePercent",
            # 123.23333 / 122.44167 = 1.006466
            (
                *("id:shenyang", "sy:tradeTotal", 146_930_000_000, 12, 110_910_000_000, 9),
                *(12_244_166_667, 12_323_333_333, 0.65, TRADE),
            ),
        ),
    ),
    Case("changes-over-time", (), {"subject": "自貿區瀋陽片區"}),
    Case(
        "things-in-field",
        table(
            "fieldLabel thing statedAs",
            ("跨境電商", "id:convenient-ecommerce-supervision", None, FTZ_NEW),
            ("跨境電商", "id:ecommerce-pilot-zone", None, ONLINE),
            ("跨境電商", "id:ftz-ecommerce-park", None, PARK),
            ("跨境電商", "id:route-los-angeles", None, CARGO),
        ),
        {"field": "跨境電商", "lang": "zh-Hant"},
    ),
    Case(
        "things-in-field",
        table(
            "thing thingLabel statedAs",
            ("id:going-out-missions", "Going-out investment promotion missions", None, MISSIONS),
            (
                *("id:shenyang-progress-2024", None),
                *("在招商選資、通道建設、平台創新、外資外貿等多個領域取得了扎實成績", PROGRESS),
            ),
        ),
        {"field": "investment-attraction"},
    ),
    Case(
        "economy-drivers",
        table(
            "economy place support",
            ("id:outward-economy", "id:shenyang", "id:air-land-sea-net", ECONOMY),
            ("id:outward-economy", "id:shenyang", "id:opening-platforms", ECONOMY),
            ("id:outward-economy", "id:shenyang", "id:platform-innovation", ECONOMY, INNOVATION),
        ),
    ),
]

INVESTMENT = [
    Case(
        "fairs-share",
        table(
            "subject occasion value sharePercent shareBound whole impliedTotal impliedBound",
            # 2613.6 / 0.5 = 5227.2
            (
                *("id:shenyang", "id:fairs-2023", 261_360_000_000, 50, "sy:atLeast"),
                "id:liaoning",
                *(522_720_000_000, "sy:atMost", FAIRS),
            ),
        ),
    ),
    Case(
        "investment-figures",
        table(
            "subject measure value eachAtLeast periodStart periodEnd ongoing",
            (
                *("id:going-out-missions", "sy:investmentPromotions", 67),
                *(None, "2023", None, True, MISSIONS),
            ),
            ("id:hello-seoul", "sy:signedProjects", 33, None, None, None, None, SEOUL),
            ("id:hello-seoul", "sy:signedValue", 12_500_000_000, None, None, None, None, SEOUL),
            *(
                ("id:shenyang", f"sy:{measure}", value, floor, "2023", None, True, quote)
                for measure, value, floor, quote in (
                    ("investmentPromotions", 2241, None, MISSIONS),
                    ("landedProjects", 1953, None, MISSIONS),
                    ("newForeignEnterprises", 317, None, FOREIGN),
                    ("signedProjects", 3448, 100_000_000, MISSIONS),
                )
            ),
            (
                *("id:shenyang", "sy:signedValue", 261_360_000_000),
                *(None, "2023", "2023", None, FAIRS),
            ),
        ),
    ),
    Case(
        "investment-figures",
        table(
            "value unit bound statedAs",
            (33, "schema:Project", "sy:exact", "33個中韓合作重點項目", SEOUL),
            (12_500_000_000, "qunit:CCY_CNY", "sy:exact", "簽約額達125億元", SEOUL),
        ),
        {"subject": "hello-seoul"},
    ),
    Case(
        "landing-ratio",
        table(
            "subject landed signed signedEachAtLeast landedEachAtLeast sameFloor landedPercent",
            # 1953 / 3448 = 0.566415; only the signed ones are said to be of 億元以上
            ("id:shenyang", 1953, 3448, 100_000_000, None, False, 56.64, MISSIONS),
        ),
    ),
    Case(
        "foreign-enterprises",
        table(
            "subject value unit statedAs periodStart ongoing",
            ("id:shenyang", 317, "sy:Company", "外資企業達317家", "2023", True, FOREIGN),
        ),
    ),
    Case(
        "signed-value-per-project",
        table(
            "subject signedValue projects unit valuePerProject",
            # 12 500 000 000 / 33 = 378 787 878.8
            ("id:hello-seoul", 12_500_000_000, 33, "qunit:CCY_CNY", 378_787_879, SEOUL),
        ),
    ),
]

# Each figure of the article, in the order of the query: subject, value, wording, passages.
ALL_FIGURES = (
    ("id:four-zones", 4, "4家", ZONES_RANK),
    ("id:ftz-shenyang", 1207, "新增註冊企業1207家", FTZ_2023),
    ("id:ftz-shenyang", 7_471_000_000, "進出口總額74.71億元", FTZ_2023),
    ("id:ftz-shenyang", 42.7, "同比增長42.7%", FTZ_2023),
    ("id:ftz-shenyang", 44.4, "同比增長44.4%", FTZ_2023),
    ("id:going-out-missions", 67, "招商67次", MISSIONS),
    ("id:hello-munich", 150, "150餘人", GUESTS),
    ("id:hello-seoul", 33, "33個中韓合作重點項目", SEOUL),
    ("id:hello-seoul", 12_500_000_000, "簽約額達125億元", SEOUL),
    ("id:hello-shenyang", 5, "五大洲", STOPS),
    ("id:route-los-angeles", 9800, "約9800噸", CARGO),
    ("id:route-los-angeles", 100, "滿100班次", CARGO),
    ("id:route-los-angeles", 6_180_000, "約618萬單", CARGO),
    ("id:route-los-angeles", 3_100_000_000, "約31億元", CARGO),
    ("id:shenyang", 2241, "招商活動2241次", MISSIONS),
    ("id:shenyang", 1953, "新落地1953個", MISSIONS),
    ("id:shenyang", 317, "外資企業達317家", FOREIGN),
    ("id:shenyang", 50, "50%以上", FAIRS),
    ("id:shenyang", 3448, "億元以上項目3448個", MISSIONS),
    ("id:shenyang", 261_360_000_000, "簽約額達2613.6億元", FAIRS),
    ("id:shenyang", 146_930_000_000, "進出口總額1469.3億元", TRADE),
    ("id:shenyang", 110_910_000_000, "進出口總額1109.1億元", TRADE),
    ("id:shenyang", 4.6, "同比增長4.6%", TRADE),
    ("id:shenyang-friendly-cities", 79, "友好合作關係城市79個", SISTERS),
    ("id:shenyang-sister-cities", 23, "國際友城已達23個", SISTERS),
    ("id:six-crossings", 6, "六口岸", RAIL),
    ("id:taoxian-airport", 119, "達到119個", AIRPORT),
    ("id:taoxian-airport", 211, "211條", AIRPORT),
    ("id:three-channels", 3, "三通道", RAIL),
    ("id:two-designations", 2, "兩項", HEADING, TITLES),
)

FIGURES = [
    Case("figures", table("subject value statedAs", *ALL_FIGURES)),
    Case(
        "figures",
        table("subject value statedAs", *(row for row in ALL_FIGURES if row[0] == "id:shenyang")),
        {"subject": "沈阳"},
    ),
    Case(
        "figures",
        table(
            "subject measureLabel unit bound periodStart periodEnd ongoing",
            *(
                (subject, "進出口總額", "qunit:CCY_CNY", f"sy:{bound}", start, end, None, quote)
                for subject, bound, start, end, quote in (
                    ("id:ftz-shenyang", "exact", "2023", "2023", FTZ_2023),
                    ("id:route-los-angeles", "approximate", None, "2024-04", CARGO),
                    ("id:shenyang", "exact", "2023", "2023", TRADE),
                    ("id:shenyang", "exact", "2024-01", "2024-09", TRADE),
                )
            ),
        ),
        {"measure": "進出口總額", "lang": "zh-Hant"},
    ),
    Case(
        "figures-by-unit",
        table(
            "value bound subject",
            (50, "sy:atLeast", "id:shenyang", FAIRS),
            (44.4, "sy:exact", "id:ftz-shenyang", FTZ_2023),
            (42.7, "sy:exact", "id:ftz-shenyang", FTZ_2023),
            (4.6, "sy:exact", "id:shenyang", TRADE),
        ),
        {"unit": "qunit:PERCENT"},
    ),
    Case(
        "figures-by-unit",
        table(
            "unit value statedAs subject",
            ("qunit:TONNE", 9800, "約9800噸", "id:route-los-angeles", CARGO),
        ),
        {"unit": "噸"},
    ),
    Case(
        "approximate-figures",
        table(
            "subject bound boundLabel statedAs",
            ("id:route-los-angeles", "sy:approximate", "約", "約9800噸", CARGO),
            ("id:route-los-angeles", "sy:approximate", "約", "約618萬單", CARGO),
            ("id:route-los-angeles", "sy:approximate", "約", "約31億元", CARGO),
            ("id:hello-munich", "sy:atLeast", "至少", "150餘人", GUESTS),
            ("id:shenyang", "sy:atLeast", "至少", "50%以上", FAIRS),
        ),
        {"lang": "zh-Hant"},
    ),
    Case(
        "figures-in-year",
        table(
            "subject statedAs firstDay lastDay",
            *(
                (subject, words, "2023-01-01", "2023-12-31", quote)
                for subject, words, quote in (
                    ("id:ftz-shenyang", "新增註冊企業1207家", FTZ_2023),
                    ("id:ftz-shenyang", "進出口總額74.71億元", FTZ_2023),
                    ("id:ftz-shenyang", "同比增長42.7%", FTZ_2023),
                    ("id:ftz-shenyang", "同比增長44.4%", FTZ_2023),
                    ("id:shenyang", "50%以上", FAIRS),
                    ("id:shenyang", "簽約額達2613.6億元", FAIRS),
                    ("id:shenyang", "進出口總額1469.3億元", TRADE),
                    ("id:shenyang", "同比增長4.6%", TRADE),
                )
            ),
        ),
        {"year": 2023},
    ),
    Case(
        "figures-in-year",
        table(
            "subject value firstDay lastDay",
            # The guests were counted at an event, and another sentence dates the event.
            ("id:hello-munich", 150, "2024-09-01", "2024-09-30", GUESTS, MUNICH),
            ("id:shenyang", 110_910_000_000, "2024-01-01", "2024-09-30", TRADE),
            ("id:shenyang-friendly-cities", 79, "2024-10-29", "2024-10-29", SISTERS),
            ("id:shenyang-sister-cities", 23, "2024-10-29", "2024-10-29", SISTERS),
            # 已開通, 達到: as of the day of the article.
            ("id:taoxian-airport", 119, "2024-10-29", "2024-10-29", AIRPORT),
            ("id:taoxian-airport", 211, "2024-10-29", "2024-10-29", AIRPORT),
        ),
        {"year": "2024"},
    ),
    Case("figures-in-year", (), {"year": 2022}),
    Case(
        "figures-touching-year",
        table(
            "subject value firstDay lastDay",
            ("id:going-out-missions", 67, "2023-01-01", "2024-10-29", MISSIONS),
            ("id:hello-munich", 150, "2024-09-01", "2024-09-30", GUESTS, MUNICH),
            # 去年以來: on some day of 2023 or of 2024.
            ("id:hello-seoul", 33, "2023-01-01", "2024-10-29", SEOUL, STOPS),
            ("id:hello-seoul", 12_500_000_000, "2023-01-01", "2024-10-29", SEOUL, STOPS),
            ("id:hello-shenyang", 5, "2023-01-01", "2024-10-29", STOPS),
            ("id:route-los-angeles", 9800, None, "2024-04-30", CARGO),
            ("id:route-los-angeles", 100, None, "2024-04-30", CARGO),
            ("id:route-los-angeles", 6_180_000, None, "2024-04-30", CARGO),
            ("id:route-los-angeles", 3_100_000_000, None, "2024-04-30", CARGO),
            ("id:shenyang", 2241, "2023-01-01", "2024-10-29", MISSIONS),
            ("id:shenyang", 1953, "2023-01-01", "2024-10-29", MISSIONS),
            ("id:shenyang", 317, "2023-01-01", "2024-10-29", FOREIGN),
            ("id:shenyang", 3448, "2023-01-01", "2024-10-29", MISSIONS),
            ("id:shenyang", 110_910_000_000, "2024-01-01", "2024-09-30", TRADE),
            ("id:shenyang-friendly-cities", 79, "2024-10-29", "2024-10-29", SISTERS),
            ("id:shenyang-sister-cities", 23, "2024-10-29", "2024-10-29", SISTERS),
            ("id:taoxian-airport", 119, "2024-10-29", "2024-10-29", AIRPORT),
            ("id:taoxian-airport", 211, "2024-10-29", "2024-10-29", AIRPORT),
        ),
        {"year": 2024},
    ),
    Case(
        "figures-touching-year",
        # Totals without a start may reach back as far.
        table(
            "subject value firstDay",
            ("id:route-los-angeles", 9800, None, CARGO),
            ("id:route-los-angeles", 100, None, CARGO),
            ("id:route-los-angeles", 6_180_000, None, CARGO),
            ("id:route-los-angeles", 3_100_000_000, None, CARGO),
        ),
        {"year": 2022},
    ),
    Case(
        "open-figures",
        table(
            "subject value periodStart asOf",
            ("id:going-out-missions", 67, "2023", "2024-10-29", MISSIONS),
            ("id:hello-shenyang", 5, "2023", "2024-10-29", STOPS),
            ("id:shenyang", 2241, "2023", "2024-10-29", MISSIONS),
            ("id:shenyang", 1953, "2023", "2024-10-29", MISSIONS),
            ("id:shenyang", 317, "2023", "2024-10-29", FOREIGN),
            ("id:shenyang", 3448, "2023", "2024-10-29", MISSIONS),
            ("id:shenyang-friendly-cities", 79, None, "2024-10-29", SISTERS),
            ("id:shenyang-sister-cities", 23, None, "2024-10-29", SISTERS),
            ("id:taoxian-airport", 119, None, "2024-10-29", AIRPORT),
            ("id:taoxian-airport", 211, None, "2024-10-29", AIRPORT),
        ),
    ),
    Case(
        "joint-figures",
        table(
            "group value member",
            ("id:four-zones", 4, "id:zone-eu", ZONES_RANK),
            ("id:four-zones", 4, "id:zone-finance-trade", ZONES_RANK),
            ("id:shenyang-friendly-cities", 79, None, SISTERS),
            ("id:shenyang-sister-cities", 23, None, SISTERS),
            ("id:six-crossings", 6, None, RAIL),
            ("id:three-channels", 3, None, RAIL),
            ("id:two-designations", 2, "id:designation-international-center", HEADING, TITLES),
            ("id:two-designations", 2, "id:designation-transport-hub", HEADING, TITLES),
        ),
    ),
    Case(
        "counted-and-named",
        table(
            "group stated statedAs named",
            ("id:four-zones", 4, "4家", 2, ZONES_RANK),
            ("id:shenyang-friendly-cities", 79, "友好合作關係城市79個", 0, SISTERS),
            ("id:shenyang-sister-cities", 23, "國際友城已達23個", 0, SISTERS),
            ("id:six-crossings", 6, "六口岸", 0, RAIL),
            ("id:three-channels", 3, "三通道", 0, RAIL),
            ("id:two-designations", 2, "兩項", 2, HEADING, TITLES),
        ),
    ),
]

VOCABULARY = [
    Case(
        "statuses",
        table(
            "status label",
            ("sy:achieved", "achieved"),
            ("sy:planned", "planned"),
            ("sy:sought", "sought"),
            ("sy:underway", "under way"),
        ),
    ),
    Case(
        "units",
        table(
            "unit label",
            *(
                (f"qunit:{unit}", label)
                for unit, label in (
                    ("CCY_CNY", "yuan renminbi"),
                    ("CCY_EUR", "euro"),
                    ("CCY_JPY", "yen"),
                    ("CCY_KRW", "won"),
                    ("CCY_RUB", "rouble"),
                    ("CCY_USD", "US dollar"),
                    ("DAY", "day"),
                    ("HR", "hour"),
                    ("PERCENT", "per cent"),
                    ("TONNE", "tonne"),
                )
            ),
            # What is counted is its own unit.
            ("schema:Continent", "continent"),
            ("schema:Flight", "flight"),
            ("schema:ParcelDelivery", "parcel"),
            ("schema:Project", "project"),
            ("sy:AirRoute", "air route"),
            ("sy:BorderCrossing", "border crossing"),
            ("sy:City", "city"),
            ("sy:Company", "company"),
            ("sy:Corridor", "corridor"),
            ("sy:Designation", "designation"),
            ("sy:Event", "event"),
            ("sy:Person", "person"),
            ("sy:Zone", "zone"),
        ),
    ),
    Case(
        "measures",
        table(
            "measure label",
            ("sy:assessment", "assessment"),
            ("sy:cargoThroughput", "cargo throughput"),
            ("sy:freightDeliveryTime", "freight delivery time"),
            ("sy:investmentPromotions", "investment promotions"),
            ("sy:landedProjects", "landed projects"),
            ("sy:newEnterprises", "newly registered enterprises"),
            ("sy:newForeignEnterprises", "newly registered foreign-funded enterprises"),
            ("sy:number", "number"),
            ("sy:passengerTravelTime", "passenger travel time"),
            ("sy:share", "share"),
            ("sy:signedProjects", "signed projects"),
            ("sy:signedValue", "value of signed projects"),
            ("sy:tradeTotal", "total trade"),
            ("sy:trainDepartures", "train departures"),
            ("sy:yearOnYearGrowth", "growth over the year before"),
        ),
    ),
    Case(
        "fields",
        table(
            "field label",
            ("id:advanced-manufacturing", "Advanced manufacturing"),
            ("id:artworks", "Artworks"),
            ("id:city-promotion", "City promotion"),
            ("id:consumption", "Consumption"),
            ("id:corridor-building", "Building of corridors"),
            ("id:cross-border-ecommerce", "Cross-border e-commerce"),
            ("id:culture", "Culture"),
            ("id:culture-arts", "Arts"),
            ("id:culture-sports-tourism", "Integrated development of culture, sports and tourism"),
            ("id:cutting-edge-technology", "Cutting-edge technology"),
            ("id:education", "Education"),
            ("id:elderly-care", "Elderly care"),
            ("id:emerging-industries", "Emerging industries"),
            ("id:entertainment", "Culture and entertainment"),
            ("id:foreign-investment", "Foreign investment"),
            ("id:foreign-trade", "Foreign trade"),
            ("id:hub-reach", "Reach as a hub"),
            ("id:industrial-transition", "Industrial development and transition"),
            ("id:institutional-innovation", "Institutional innovation"),
            ("id:investment-attraction", "Attracting investment"),
            ("id:modern-services", "Modern services"),
            ("id:music", "Music"),
            ("id:opening-cooperation", "Opening-up and cooperation"),
            ("id:opening-up", "Opening-up"),
            ("id:outward-economy", "Outward-oriented economy"),
            ("id:people-to-people-exchange", "People-to-people exchange"),
            ("id:performing-arts", "Performing arts"),
            ("id:platform-innovation", "Platform innovation"),
            ("id:regional-cooperation", "Regional cooperation"),
            ("id:regional-coordination", "Regional coordination"),
            ("id:science-innovation", "Scientific and technological innovation"),
            ("id:sea-transport", "Sea transport"),
            ("id:social-transition", "Social development and transition"),
            ("id:sports", "Sports"),
            ("id:technology", "Technology"),
            ("id:tourism", "Tourism"),
            ("id:trade-and-economy", "Trade and economy"),
            ("id:urban-transition", "Urban development and transition"),
        ),
    ),
]

CASES = [*TRANSPORT, *RANKINGS, *ZONES, *TRADES, *INVESTMENT, *FIGURES, *VOCABULARY]
