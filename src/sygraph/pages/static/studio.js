// The pane beside the editor: the vocabulary, the questions, the queries that have run, the prefixes.
"use strict";

(function () {
  const { editor, terms, positionAt, write, Range } = window.sygraphEditor ?? {};
  const tabs = [...document.querySelectorAll(".studio-tabs [role=tab]")];
  if (!editor || !tabs.length) return;
  const field = document.querySelector("form[data-query] textarea");
  const texts = JSON.parse(field.dataset.words);
  const MOST = 40, KEPT = 30, KEY = "sygraph-queries";

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // ---- tabs

  function choose(tab, focus) {
    for (const other of tabs) {
      const on = other === tab;
      other.setAttribute("aria-selected", on);
      other.tabIndex = on ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).toggleAttribute("data-closed", !on);
    }
    if (focus) tab.focus();
  }
  tabs.forEach((tab, place) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step) choose(tabs.at((place + step) % tabs.length), true);
    });
  });

  // ---- vocabulary

  const filter = document.querySelector(".studio-filter");
  const list = document.querySelector(".studio-terms");

  // The language of words that are not in the page's.
  const page = document.documentElement.lang;
  function foreign(text) {
    const chinese = /\p{Script=Han}/u.test(text);
    if (page === "en") return chinese ? "zh" : "";
    return !chinese && /[A-Za-z]{2}/.test(text) ? "en" : "";
  }

  function entry({ name, label, kind }, about) {
    const { definition = "", example = "" } = about[name] ?? {};
    const code = element("code", {}, name);
    const button = element("button", { type: "button", className: "term" }, element("span", { className: "term-label" }, label), code);
    (foreign(definition) ? code : button).title = definition;
    if (example) {
      const ends = example.split(" → ").map((text) => element("span", { lang: foreign(text) || page }, text));
      button.append(element("small", {}, ...ends.flatMap((end, place) => (place ? [" → ", end] : [end]))));
    }
    button.addEventListener("click", () => insert(name, kind));
    return element("li", {}, button);
  }

  // The words that are looked for: as typed, or as the vocabulary calls the same thing.
  function sought(text, synonyms) {
    const typed = text.toLowerCase().trim().replace(/\s+/g, " ");
    const usual = synonyms[typed] ?? synonyms[typed.replace(/ies$/, "y").replace(/s$/, "")];
    return [typed, usual?.toLowerCase()].filter(Boolean).map((some) => some.split(" "));
  }
  async function fill() {
    const { terms: all, about, synonyms } = await terms();
    const ways = sought(filter.value, synonyms);
    const fits = ({ name, label }) => {
      const text = `${name} ${label} ${about[name]?.definition ?? ""}`.toLowerCase();
      const short = `${name} ${label}`.toLowerCase();
      const every = ways.some((some) => some.every((word) => short.includes(word)));
      if (every) return 2;
      return ways.some((some) => some.every((word) => text.includes(word))) || ways.slice(1).some((some) => some.some((word) => short.includes(word))) ? 1 : 0;
    };
    const groups = ["class", "property", "entity"].map((kind) => {
      const found = all.filter((term) => term.kind === kind && (ways.length ? fits(term) : kind !== "entity" && about[term.name]?.example));
      const own = (term) => Number(/^(sy|id):/.test(term.name)); // the names of this vocabulary first
      found.sort((a, b) => (ways.length ? fits(b) - fits(a) : 0) || own(b) - own(a));
      return [kind, ways.length ? found.slice(0, MOST) : found];
    });
    list.replaceChildren(...groups.filter(([, found]) => found.length).map(([kind, found]) => element("section", {},
      element("h3", {}, texts[kind]), element("ul", {}, ...found.map((term) => entry(term, about))))));
    document.querySelector(".studio-none").hidden = groups.some(([, found]) => found.length);
  }
  filter.addEventListener("input", fill);
  fill();

  // ---- put a term where the cursor is

  const variable = (name) => "?" + name.replace(/^[^:]*:/, "").replace(/^\p{Lu}/u, (first) => first.toLowerCase()).replace(/[^\p{L}\p{N}_]/gu, "");

  // The text that puts a term into a triple at a place.
  function snippet({ place, subject }, name, kind) {
    const said = { class: `a ${name}`, property: `${name} ${variable(name)}`, entity: `?property ${name}` }[kind];
    if (place === "subject" && kind === "entity") return `${name} `;
    if (place === "subject") return `${kind === "class" ? variable(name) : subject ?? "?thing"} ${said} .`;
    if (place === "predicate") return `${said} .`;
    if (place === "end") return kind === "entity" ? `, ${name}` : `; ${said}`;
    return place === "object" && subject ? `${name} .` : name;
  }
  function insert(name, kind) {
    let at = positionAt(editor.getCursorPosition());
    if (at.place === "clause") at = enter();
    const { row, column } = editor.getCursorPosition();
    const line = editor.session.getLine(row), before = line.slice(0, column);
    // Where more stands behind it, its end is there too.
    const text = line.slice(column).trim() ? snippet(at, name, kind).replace(/ \.$/, "") : snippet(at, name, kind);
    editor.insert((/[^\s({[^/|]$/.test(before) ? " " : "") + text);
    if (text.endsWith(" .")) editor.insert("\n"); // indented as the line above
    editor.focus();
  }

  // Go to the end of the query's pattern; a text without one gets it.
  function enter() {
    const lines = editor.getValue().split("\n");
    const last = lines.findLastIndex((text) => text.includes("}"));
    if (last < 0) {
      write("SELECT * WHERE {\n  \n}");
      editor.gotoLine(2, 2, false);
    } else {
      const column = lines[last].lastIndexOf("}");
      const empty = !lines[last].slice(0, column).trim();
      const above = empty && last > 0 && !lines[last - 1].trim();
      if (above) editor.gotoLine(last, lines[last - 1].length, false);
      else {
        editor.session.insert({ row: last, column }, empty ? "  \n" : "\n  \n");
        editor.gotoLine(last + (empty ? 1 : 2), 2, false);
      }
      const { row } = editor.getCursorPosition();
      if (!editor.session.getLine(row).trim()) {
        editor.session.replace(new Range(row, 0, row, editor.session.getLine(row).length), "  ");
        editor.gotoLine(row + 1, 2, false);
      }
    }
    return positionAt(editor.getCursorPosition());
  }
  const fresh = document.querySelector("[data-new]");
  fresh.hidden = false;
  fresh.addEventListener("click", () => {
    write("SELECT * WHERE {\n  \n}");
    editor.gotoLine(2, 2, false);
    editor.focus();
  });

  // ---- history

  function kept() {
    try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; }
  }
  function keep(history) {
    try { localStorage.setItem(KEY, JSON.stringify(history)); } catch { /* a browser that keeps nothing */ }
    recall();
  }
  function remember() {
    const text = new URLSearchParams(location.search).get("query")?.trim();
    if (!text || !document.querySelector("#answer .answer-head")) return;
    const rows = document.querySelector("#answer .answer-head p").firstChild?.textContent.split("·")[0].trim() ?? "";
    keep([{ text, rows, lang: document.documentElement.lang }, ...kept().filter((one) => one.text !== text)].slice(0, KEPT));
  }
  function recall() {
    const history = kept();
    document.querySelector(".studio-history").replaceChildren(...history.map(({ text, rows, lang }) => {
      const short = text.split("\n").filter((line) => !/^\s*(PREFIX|#(?!.*\w))/i.test(line)).join(" ").replace(/\s+/g, " ").slice(0, 160);
      const button = element("button", { type: "button", className: "term", title: text }, element("code", {}, short), element("small", lang ? { lang } : {}, rows));
      button.addEventListener("click", () => { write(text); editor.focus(); });
      return element("li", {}, button);
    }));
    document.querySelector(".studio-history-none").hidden = history.length > 0;
    document.querySelector(".studio-clear").hidden = !history.length;
  }
  document.querySelector(".studio-clear").addEventListener("click", () => keep([]));
  document.addEventListener("live", remember);
  recall();
  remember();

  // ---- prefixes

  terms().then(({ prefixes }) => {
    document.querySelector(".studio-prefixes").replaceChildren(...Object.entries(prefixes).map(([name, iri]) => {
      const button = element("button", { type: "button", className: "term" }, element("code", {}, `${name}:`), element("small", {}, iri));
      button.addEventListener("click", () => { editor.insert(`${name}:`); editor.focus(); editor.execCommand("startAutocomplete"); });
      return element("li", {}, button);
    }));
  });
})();
