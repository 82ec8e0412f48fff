"""What Chinese words say about properties and codes: the tables that the checks read."""

from __future__ import annotations

from sygraph.namespaces import sy, vocab

__all__ = ["BETWEEN", "BY_ROLE", "CALLED_FOR", "CODE_WORDS", "cue"]

# Words that call for a property: a passage that prints them states it. {} is where the words
# have a name of what the property leads to, or its text, right beside them.
CALLED_FOR = {
    vocab(prop): words
    for prop, words in {
        "schema:affiliation": ("{}相關負責人", "代表團"),
        "conferredBy": ("國家賦予",),
        "direct": ("直飛",),
        "schema:position": ("屆",),
        "first": ("首次", "首個"),
        "growthOf": ("同比",),
        "hubFor": ("航空樞紐", "面向{}", "連接{}的重要節點"),
        "launchedBy": ("推出", "積極開通"),
        "inPlace": ("隆重舉行",),
        "schema:organizer": ("{}主辦", "{}組織策劃", "{}已成功舉辦了"),
        "participant": ("{}參加", "出席", "參與洽談"),
        "promotes": ("展示",),
        "dcterms:publisher": ("{}正式公布",),
        "saidBy": ("介紹", "表示"),
        "serves": ("連通",),
        "service": ("貨運航線", "貨運包機", "客運航線", "鐵路貨運"),
        "speaker": ("介紹",),
        "statedIn": ("規劃中提出",),
        "supportedBy": ("支撐", "依託{}"),
        "schema:slogan": ("以「{}」為主題",),
        "among": ("佔{}",),
        "years": ("周年", "連續"),
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
BY_ROLE = {
    sy("caption"): sy("depicts"),
    sy("byline"): vocab("schema:author"),
    sy("headline"): vocab("dcterms:title"),
}
