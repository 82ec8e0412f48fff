"""The words of the query page in the three languages."""

from __future__ import annotations

from sygraph.pages.texts import WORDS
from sygraph.queries.topics import NAMES

__all__ = ["NAMES"]

WORDS.update(
    {
        "query.title": ("Ask the graph", "向圖譜提問", "向图谱提问"),
        "query.lead": (
            "Choose a question, or write one in SPARQL. Each answer comes with the sentences that"
            " prove it.",
            "選一個問題，或用 SPARQL 自行提問。每項答案皆附證明它的原句。",
            "选一个问题，或用 SPARQL 自行提问。每项答案皆附证明它的原句。",
        ),
        "query.questions": ("Questions", "現成的問題", "现成的问题"),
        "query.filter": ("Filter the questions", "篩選問題", "筛选问题"),
        "query.all": ("All questions", "全部問題", "全部问题"),
        "query.no.match": (
            "No question has these words.",
            "沒有含此字詞的問題。",
            "没有含此字词的问题。",
        ),
        "query.parameters": ("Ask about", "提問條件", "提问条件"),
        "query.any": ("any", "不限", "不限"),
        "query.ask": ("Ask", "提問", "提问"),
        "query.editor": ("SPARQL", "SPARQL", "SPARQL"),
        "query.edit": ("The query itself", "查詢語句", "查询语句"),
        "query.run": ("Run", "執行", "运行"),
        "query.keys": (
            "Ctrl+Enter runs it, Ctrl+Space completes, Esc then Tab leaves the editor.",
            "Ctrl+Enter 執行，Ctrl+Space 補全，先按 Esc 再按 Tab 離開編輯器。",
            "Ctrl+Enter 运行，Ctrl+Space 补全，先按 Esc 再按 Tab 离开编辑器。",
        ),
        "query.evidence": ("with the proof of each row", "附每行的證據", "附每行的证据"),
        "query.answer": ("Answer", "答案", "答案"),
        "query.rows": ("{count} rows", "{count} 行", "{count} 行"),
        "query.row": ("1 row", "1 行", "1 行"),
        "query.triples": ("{count} triples", "{count} 個三元組", "{count} 个三元组"),
        "query.time": ("{ms} ms", "{ms} 毫秒", "{ms} 毫秒"),
        "query.cut": (
            "Only the first {cut} are shown; a download has more.",
            "只顯示前 {cut}；下載可得更多。",
            "只显示前 {cut}；下载可得更多。",
        ),
        "query.yes": ("Yes.", "是。", "是。"),
        "query.no": ("No.", "否。", "否。"),
        "query.empty": ("Nothing answers this.", "沒有答案。", "没有答案。"),
        "query.why": ("Why", "原因", "原因"),
        "query.error": ("This cannot be answered", "無法回答", "无法回答"),
        "query.error.line": (
            "line {line}, column {column}",
            "第 {line} 行第 {column} 列",
            "第 {line} 行第 {column} 列",
        ),
        "query.view": ("See it as", "檢視方式", "查看方式"),
        "query.view.table": ("Table", "表格", "表格"),
        "query.view.chart": ("Chart", "圖表", "图表"),
        "query.view.network": ("Network", "網絡", "网络"),
        "query.view.map": ("Map", "地圖", "地图"),
        "query.view.timeline": ("Timeline", "時間線", "时间线"),
        "query.download": ("Download", "下載", "下载"),
        "query.excel": ("CSV for Excel", "CSV（Excel 用）", "CSV（Excel 用）"),
        "query.link": ("Copy the link to this", "複製連結", "复制链接"),
        "query.copied": ("Copied", "已複製", "已复制"),
        "query.proof": ("Proof", "證據", "证据"),
        "query.passages": ("{count} sentences", "{count} 句", "{count} 句"),
        "query.passage": ("1 sentence", "1 句", "1 句"),
        "query.background": ("background", "背景資料", "背景资料"),
        "query.background.lead": (
            "Stated by the gazetteer or the ontology, not by the article:",
            "出自地名錄或本體，文章並未載明：",
            "出自地名录或本体，文章并未载明：",
        ),
        "query.context": ("To be read with", "連同下句閱讀", "连同下句阅读"),
        "query.unproved": ("note", "說明", "说明"),
        "query.chart.y": ("Draw", "數值", "数值"),
        "query.chart.x": ("by", "依", "依"),
        "query.chart.left": (
            "{count} further rows are not drawn.",
            "另有 {count} 行未繪出。",
            "另有 {count} 行未绘出。",
        ),
        "query.chart.script": (
            "The chart is drawn by a script; the table below has the same numbers.",
            "圖表由指令碼繪製；下表數據相同。",
            "图表由脚本绘制；下表数据相同。",
        ),
        "query.api": ("As an API", "以 API 取用", "以 API 取用"),
    }
)
