"""The first page: what this is, where to search, some questions with their answers, a picture."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from sygraph.entities.facts import node
from sygraph.entities.statistics import statistics
from sygraph.errors import SygraphError
from sygraph.namespaces import ID
from sygraph.pages.neighbourhood import circle
from sygraph.pages.render import Site, render
from sygraph.pages.texts import WORDS, words
from sygraph.pages.view_models import Text
from sygraph.queries.rows import Row

__all__ = ["home_page"]

WORDS.update(
    {
        "home.title": (
            "An article you can ask",
            "一篇可以提問的報道",
            "一篇可以提问的报道",
        ),
        "home.lead": (
            "One news article about Shenyang's opening to Northeast Asia, as a knowledge graph."
            " Each statement leads to the words that support it."
            " Read it, ask it, draw it, take it along.",
            "一篇關於瀋陽面向東北亞開放的報道，化為知識圖譜。每項陳述皆可追溯至支持它的原文。"
            "可閱讀，可提問，可繪圖，可下載。",
            "一篇关于沈阳面向东北亚开放的报道，化为知识图谱。每项陈述皆可追溯至支持它的原文。"
            "可阅读，可提问，可绘图，可下载。",
        ),
        "home.numbers": ("In numbers", "數據一覽", "数据一览"),
        "home.passages": ("passages", "段原文", "段原文"),
        "home.facts": ("facts stated", "項事實", "项事实"),
        "home.entities": ("things named", "個實體", "个实体"),
        "home.statements": ("figures and statements", "項數字與陳述", "项数字与陈述"),
        "home.questions": ("Questions it answers", "可以這樣問", "可以这样问"),
        "home.ask": ("The whole answer, with its proof", "完整答案與證據", "完整答案与证据"),
        "home.ways": ("Ways in", "從這裡開始", "从这里开始"),
        "home.article": (
            "The text, each passage with its facts",
            "原文逐段對照所述事實",
            "原文逐段对照所述事实",
        ),
        "home.network": (
            "Who and what is tied to whom",
            "人、地、事之間的聯繫",
            "人、地、事之间的联系",
        ),
        "home.map": (
            "Routes, partner cities, promotion stops",
            "航線、友城與推介站點",
            "航线、友城与推介站点",
        ),
        "home.timeline": (
            "Events and targets, 2021 to 2050",
            "2021至2050年的活動與目標",
            "2021至2050年的活动与目标",
        ),
        "home.query": (
            "Named questions, or SPARQL",
            "現成的問題，或 SPARQL",
            "现成的问题，或 SPARQL",
        ),
        "home.dataset": (
            "Downloads, licence, how to cite",
            "下載、授權與引用方式",
            "下载、授权与引用方式",
        ),
        "home.q.partner-cities": (
            "Which cities are Shenyang's partners?",
            "瀋陽有哪些友城？",
            "沈阳有哪些友城？",
        ),
        "home.q.trade-totals": (
            "How much trade is stated, and for whom?",
            "文中提到哪些進出口額？",
            "文中提到哪些进出口额？",
        ),
        "home.q.targets-by-year": (
            "What is to be reached, and by when?",
            "要在哪一年之前達成什麼？",
            "要在哪一年之前达成什么？",
        ),
        "home.q.rankings": ("Who ranks where?", "誰排名第幾？", "谁排名第几？"),
    }
)

# Named queries with the columns that tell their answers in a line: what it is, and what of it.
_QUESTIONS = (
    ("partner-cities", "city", "label", "countryLabel"),
    ("trade-totals", "figure", "subjectLabel", "statedAs"),
    ("targets-by-year", "target", "words", "year"),
    ("rankings", "ranking", "subjectLabel", "statedAs"),
)
_ANSWERS = 5


@dataclass(frozen=True)
class Question:
    """A named query with the first rows of its answer."""

    name: str
    asks: str
    answers: tuple[tuple[Text, Text], ...]
    count: int


def home_page(site: Site) -> str:
    """Return the first page."""
    counts = {count.name: count.count for count in statistics(site.kg.store, site.lang)}
    middle = _middle(site)
    return render(
        site,
        "home.html",
        numbers=[
            (name, f"{counts[name]:,}")
            for name in ("passages", "facts", "entities", "statements")
            if counts.get(name)
        ],
        questions=[question for asked in _QUESTIONS if (question := _question(site, *asked))],
        drawing=circle(site, middle, 20, large=True) if middle else None,
    )


def _middle(site: Site) -> NamedNode | None:
    """What the picture is of: Shenyang, or what a sample of the links names most."""
    shenyang = NamedNode(ID + "shenyang")
    if site.kg.store.ask(f"ASK {{ {shenyang} a sy:City }}"):
        return shenyang
    found = site.kg.store.select(
        "SELECT ?n (COUNT(*) AS ?times) { { SELECT ?n { ?p a sy:LinkProperty . ?s ?p ?n ."
        " ?n a sy:Entity } LIMIT 20000 } } GROUP BY ?n ORDER BY DESC(?times) ?n LIMIT 1"
    )
    return next((node(row["n"]) for row in found), None)


def _question(site: Site, name: str, subject: str, first: str, second: str) -> Question | None:
    """A question with its answer; None where the graph is silent."""
    try:
        result = site.kg.query(name, lang=site.lang)
    except SygraphError:
        return None
    rows = list(result)
    if not rows:
        return None
    return Question(
        name,
        words(site.lang)(f"home.q.{name}"),
        tuple(
            (_text(row, first, site.lang, str(row[subject])), _text(row, second, site.lang))
            for row in rows[:_ANSWERS]
        ),
        len(rows),
    )


def _text(row: Row, column: str, lang: str, iri: str = "") -> Text:
    """A cell in words; what has no label in the reader's language is the article's."""
    shown = "" if row[column] is None else str(row[column])
    chinese = any(c >= "\u2e80" for c in shown)
    ours = column.lower().endswith("label") and lang != "en"
    return Text(shown, iri, "zh-Hant" if chinese and not ours and lang != "zh-Hant" else "")
