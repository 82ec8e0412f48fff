"""What Chinese words say about properties and codes: the tables that the checks read."""

from __future__ import annotations

from sygraph.namespaces import sy

__all__ = ["BETWEEN", "BY_ROLE", "CALLED_FOR", "CODE_WORDS", "cue"]

# Words that call for a property: a passage that prints them states it. {} is where the words
# have a name of what the property leads to, or its text, right beside them.
CALLED_FOR = {
    sy(prop): words
    for prop, words in {
        "affiliation": ("{}相關負責人", "代表團"),
        "anniversaryYears": ("周年",),
        "conferredBy": ("國家賦予",),
        "connects": ("連通",),
        "consecutiveYears": ("連續",),
        "direct": ("直飛",),
        "editionNumber": ("屆",),
        "facing": ("面向{}",),
        "firstTime": ("首次",),
        "firstToDo": ("首個",),
        "growthOf": ("同比",),
        "hubFor": ("航空樞紐",),
        "launchedBy": ("推出", "積極開通"),
        "ledBy": ("{}帶隊",),
        "nodeOf": ("連接{}的重要節點",),
        "inPlace": ("隆重舉行",),
        "organizer": ("{}主辦", "{}組織策劃", "{}已成功舉辦了"),
        "participant": ("{}參加", "出席", "參與洽談"),
        "promotes": ("展示",),
        "publishedBy": ("{}正式公布",),
        "reliesOn": ("依託{}",),
        "saidBy": ("介紹", "表示"),
        "service": ("貨運航線", "貨運包機", "客運航線", "鐵路貨運"),
        "speaker": ("介紹",),
        "statedIn": ("規劃中提出",),
        "supportedBy": ("支撐",),
        "theme": ("以「{}」為主題",),
        "whole": ("佔{}",),
    }.items()
}


def cue(pattern: str) -> str:
    """The words of a pattern that call for its property: those beside the name.

    >>> cue("以「{}」為主題")
    '」為主題'
    """
    return max(pattern.split("{}"), key=len)


# Words without which a code is not used.
CODE_WORDS = {
    sy(code): words
    for code, words in {
        "cargo": ("貨運",),
        "passenger": ("客運",),
        "sisterCity": ("國際友城",),
        "partnerCity": ("友城",),
        "friendlyCooperation": ("友好合作",),
        "cooperation": ("合作",),
        "sought": ("爭創", "爭取"),
        "planned": ("將", "規劃", "打造"),
        "underway": ("正", "加快", "積極", "不斷", "努力", "推動", "打造", "升級"),
        "achieved": ("了", "構建起", "推出"),
    }.items()
}

# What stands between the origin and the destination of a route.
BETWEEN = ("至", "-", "—", "直飛")

# What a passage states because of its role.
BY_ROLE = {sy("caption"): sy("depicts"), sy("byline"): sy("author"), sy("headline"): sy("title")}
