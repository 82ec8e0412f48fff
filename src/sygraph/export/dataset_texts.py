"""What the dataset is called and what is said of it, in the three languages."""

from __future__ import annotations

__all__ = ["DESCRIPTION", "KEYWORDS", "RIGHTS", "SUBSETS", "TITLE"]

TITLE = {
    "en": "sygraph: an article about Shenyang as a knowledge graph",
    "zh-Hant": "sygraph：一篇瀋陽報道的知識圖譜",
    "zh-Hans": "sygraph：一篇沈阳报道的知识图谱",
}

DESCRIPTION = {
    "en": "What one news article says of Shenyang's opening to Northeast Asia, as linked data: air "
    "routes and trains, partner cities, events, zones, plans and figures. Each statement stands in "
    "a named graph of the passage whose words support it; names, coordinates and identifiers have "
    "a gazetteer of their own, with its sources. Labels in English, traditional and simplified "
    "Chinese.",
    "zh-Hant": "以關聯數據表達一篇關於瀋陽面向東北亞開放的新聞報道：航線與班列、友好城市、活動、"
    "園區、規劃與數字。每項陳述都存放在以其所據原文片段命名的圖中；名稱、座標與識別碼另設名錄，並註明來源。"
    "標籤有英文、繁體中文和簡體中文。",
    "zh-Hans": "以关联数据表达一篇关于沈阳面向东北亚开放的新闻报道：航线与班列、友好城市、活动、"
    "园区、规划与数字。每项陈述都存放在以其所据原文片段命名的图中；名称、坐标与标识码另设名录，并注明来源。"
    "标签有英文、繁体中文和简体中文。",
}

RIGHTS = {
    "en": "Ontology, gazetteer and annotations: CC BY 4.0. The words of the article belong to its "
    "publisher. Coordinates and identifiers of cities: GeoNames, CC BY 4.0.",
    "zh-Hant": "本體、名錄與標註：CC BY 4.0。文章原文的權利屬其出版者。"
    "城市座標與識別碼：GeoNames，CC BY 4.0。",
    "zh-Hans": "本体、名录与标注：CC BY 4.0。文章原文的权利属其出版者。"
    "城市坐标与标识码：GeoNames，CC BY 4.0。",
}

KEYWORDS = {
    "en": ("Shenyang", "Northeast Asia", "knowledge graph", "linked data", "provenance"),
    "zh-Hant": ("瀋陽", "東北亞", "知識圖譜", "關聯數據", "溯源"),
    "zh-Hans": ("沈阳", "东北亚", "知识图谱", "关联数据", "溯源"),
}

# The parts that the named graphs make up.
SUBSETS = {
    "articles": {
        "en": "What the articles say: each passage's facts in its own graph, and the passages.",
        "zh-Hant": "文章所述：每個片段的事實各在其圖中，以及片段本身。",
        "zh-Hans": "文章所述：每个片段的事实各在其图中，以及片段本身。",
    },
    "gazetteer": {
        "en": "What the things are called and where they lie, each with its source.",
        "zh-Hant": "事物的名稱與所在地，各附來源。",
        "zh-Hans": "事物的名称与所在地，各附来源。",
    },
    "ontology": {
        "en": "The classes, properties and codes.",
        "zh-Hant": "類別、屬性與代碼。",
        "zh-Hans": "类别、属性与代码。",
    },
    "derived": {
        "en": "What loading computes: offsets, first and last days, types up the class hierarchy.",
        "zh-Hant": "載入時計算所得：位置、首末日，以及按類別層級推得的類型。",
        "zh-Hans": "载入时计算所得：位置、首末日，以及按类别层级推得的类型。",
    },
}
