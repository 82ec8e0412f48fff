// The editor of the query page: Ace in the place of the text field, which goes on holding the text.
"use strict";

(function () {
  const field = document.querySelector("form[data-query] textarea");
  if (!field || !window.ace) return;
  const ace = window.ace;
  ace.config.set("useStrictCSP", true); // its style sheets are files of the page
  const Range = ace.require("ace/range").Range;
  const texts = JSON.parse(field.dataset.words);
  const said = (name, values) => texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);

  const room = document.createElement("div");
  room.className = "query-editor";
  field.after(room);
  const editor = ace.edit(room, {
    mode: "ace/mode/sparql",
    value: field.value.trimEnd() + "\n",
    useWorker: false,
    tabSize: 2,
    minLines: 8,
    maxLines: 28,
    showPrintMargin: false,
    fixedWidthGutter: true,
    enableBasicAutocompletion: true,
    enableLiveAutocompletion: true,
    enableKeyboardAccessibility: true,
    theme: { cssClass: "ace-sygraph", isDark: false, cssText: "" },
  });
  editor.textInput.getElement().setAttribute("aria-label", document.querySelector("label[for=query]").textContent);
  field.hidden = true;
  field.removeAttribute("id");
  for (const hidden of document.querySelectorAll(".query-keys")) hidden.hidden = false;
  editor.session.on("change", () => { field.value = editor.getValue(); later(check); });
  field.value = editor.getValue();
  // Wherever the focus is in the form: also after Esc has left the text.
  field.form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    editor.completer?.detach();
    field.form.requestSubmit();
  }, true);
  // An editor that is in a closed part of the page has no size until that is opened.
  field.closest("details")?.addEventListener("toggle", () => editor.resize(true));

  // ---- the vocabulary

  const answers = new Map();
  // The names of the vocabulary, or those that occur at a place: {values: "sy:country"}.
  function terms(place = {}) {
    const url = new URL(field.dataset.completions, location.href);
    for (const [key, value] of Object.entries(place)) url.searchParams.set(key, value);
    if (!answers.has(url.href)) {
      const answer = fetch(url).then((found) => found.json());
      answer.catch(() => answers.delete(url.href));
      answers.set(url.href, answer);
    }
    return answers.get(url.href);
  }
  const PREFIXED = /[A-Za-z][\w-]*:[\w-]*$|[\p{L}\p{N}_-]+$/u;

  // The text before a place of the document without the word that is being typed there.
  function before(row, column) {
    const whole = editor.session.getTextRange(new Range(0, 0, row, column));
    return whole.replace(/[?$][\w]*$/, "").replace(PREFIXED, "");
  }
  function positionAt({ row, column }) {
    return window.sygraphPosition.position(before(row, column), editor.getValue());
  }

  // ---- completion

  const WORDS = {
    clause: ["SELECT", "SELECT DISTINCT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "ORDER BY", "GROUP BY", "LIMIT", "PREFIX"],
    subject: ["FILTER", "OPTIONAL", "VALUES", "UNION", "BIND", "MINUS", "GRAPH"],
    expression: ["BOUND", "CONTAINS", "COUNT", "LANG", "LANGMATCHES", "LCASE", "REGEX", "STR", "STRSTARTS", "SUM", "YEAR"],
  };
  const FIRST = { predicate: "property", object: "entity", subject: "entity" };

  editor.completers = [{
    identifierRegexps: [/[\p{L}\p{N}_:?$-]/u],
    getCompletions(_, session, position, __, done) {
      const line = session.getLine(position.row).slice(0, position.column);
      if (/[?$]\w*$/.test(line)) { done(null, variables(line)); return; }
      offered(line, positionAt(position)).then((found) => done(null, found), (error) => done(error, []));
    },
  }];

  async function offered(line, at) {
    const typed = (line.match(PREFIXED) ?? [""])[0].toLowerCase();
    const { prefixes, terms: all, about } = await terms();
    const kinds = new Map(all.map((term) => [term.name, term.kind]));
    let some = all;
    if (at.place === "object" && at.property === "rdf:type") some = all.filter((term) => term.kind === "class");
    else if (at.place === "object" && at.property) {
      const { terms: occur } = await terms({ values: at.property });
      const names = new Set(occur.map((term) => term.name));
      some = [...occur.map((term) => ({ ...term, first: true })), ...all.filter((term) => term.kind === "entity" && !names.has(term.name))];
    } else if (at.place === "predicate") some = await properties(at, all);
    const found = some
      .filter(({ name, label }) => name.toLowerCase().includes(typed) || label.toLowerCase().includes(typed))
      .map(({ name, label, first }) => {
        const kind = kinds.get(name) ?? "value";
        const { definition = "", example = "" } = about[name] ?? {};
        return {
          caption: name === label ? name : `${name}  ${label}`, value: name, meta: kind, filterText: `${name} ${label}`,
          docText: [definition, example && `${texts.example}: ${example}`].filter(Boolean).join("\n\n"),
          score: closeness(name, typed) + (first ? 1000 : 0) + (kind === FIRST[at.place] ? 20 : 0)
            + ({ class: 3, property: 2, entity: 1 }[kind] ?? 0),
        };
      });
    if (at.place === "predicate" && "a".startsWith(typed)) found.push({ value: "a", caption: "a  rdf:type", meta: "keyword", score: 900 });
    for (const value of WORDS[at.place === "end" ? "subject" : at.place] ?? []) found.push({ value, meta: "keyword", score: 15 });
    if (at.place !== "object") for (const name of Object.keys(prefixes)) found.push({ value: `${name}:`, meta: "prefix", score: 5 });
    if (!typed) found.push(...variables(""));
    return found;
  }

  // How near a name is to what was typed; the names of this vocabulary before those of others.
  function closeness(name, typed) {
    const whole = name.toLowerCase(), local = whole.slice(whole.indexOf(":") + 1);
    if (typed && (whole === typed || local === typed)) return 200;
    return (typed && (whole.startsWith(typed) || local.startsWith(typed)) ? 100 : 0) + (/^(sy|id):/.test(name) ? 30 : 0);
  }

  // All properties, those first that the subject of the triple has.
  async function properties(at, all) {
    const places = [...at.classes.map((name) => ({ class: name })), ...at.reached.map((name) => ({ reached: name }))];
    const occur = (await Promise.all(places.map(terms))).flatMap((answer) => answer.terms);
    const names = new Set(occur.map((term) => term.name));
    const rest = all.filter((term) => term.kind === "property" && !names.has(term.name));
    return [...new Map(occur.map((term) => [term.name, { ...term, first: true }])).values(), ...rest];
  }

  // The query's own variables.
  function variables(line) {
    const typed = (line.match(/[?$]\w*$/) ?? [""])[0];
    const seen = new Set(editor.getValue().match(/[?$]\w+/g) ?? []);
    seen.delete(typed);
    return [...seen].map((value) => ({ value, meta: "variable", score: 10 }));
  }

  // ---- what a term means: where the pointer is, and below the editor where the cursor is

  const { HoverTooltip } = ace.require("ace/tooltip");
  const tip = new HoverTooltip();
  const NAME = /[A-Za-z][\w-]*:[\p{L}\p{N}_-]+(?:[.:][\p{L}\p{N}_-]+)*/gu;
  function nameAt({ row, column }) {
    for (const found of editor.session.getLine(row).matchAll(NAME)) {
      const end = found.index + found[0].length;
      if (found.index <= column && column <= end) return { name: found[0], range: new Range(row, found.index, row, end) };
    }
    return null;
  }
  async function described(name) {
    const { terms: all, about } = await terms();
    const term = all.find((one) => one.name === name);
    return term && { ...term, ...about[name] };
  }
  function card({ name, label, definition, example }) {
    const made = document.createElement("div");
    made.className = "term-card";
    const head = document.createElement("b");
    head.textContent = label;
    const code = document.createElement("code");
    code.textContent = name;
    made.append(head, " ", code);
    for (const text of [definition, example && `${texts.example}: ${example}`].filter(Boolean)) {
      const line = document.createElement("span");
      line.textContent = text;
      made.append(document.createElement("br"), line);
    }
    return made;
  }
  tip.setDataProvider(async (event) => {
    const found = nameAt(event.getDocumentPosition());
    const term = found && await described(found.name);
    if (term) tip.showForRange(editor, found.range, card(term), event); else tip.hide();
  });
  tip.addToEditor(editor);
  const below = field.form.querySelector(".query-about-term");
  async function tell() {
    const found = nameAt(editor.getCursorPosition());
    const term = found && await described(found.name).catch(() => null);
    below.replaceChildren(...(term ? card(term).childNodes : []));
  }
  editor.session.selection.on("changeCursor", () => later(tell));

  // Call a function when nothing has changed for a moment.
  const timers = new Map();
  function later(does) {
    clearTimeout(timers.get(does));
    timers.set(does, setTimeout(does, 250));
  }

  // ---- the mistakes in the text, at their places

  const list = field.form.querySelector(".query-mistakes");
  const marked = [];
  let turn = 0;
  async function check() {
    const now = ++turn;
    let found;
    try {
      const answer = await fetch(field.dataset.check, { method: "POST", body: editor.getValue(), headers: { "Content-Type": "application/sparql-query" } });
      if (!answer.ok) return;
      found = (await answer.json()).mistakes;
    } catch { return; } // without the server the text can still be written
    if (now === turn) show(found);
  }
  function show(mistakes) {
    for (const marker of marked.splice(0)) editor.session.removeMarker(marker);
    editor.session.setAnnotations(mistakes.map(({ kind, line, column, message }) => (
      { row: line - 1, column: column - 1, text: message, type: kind === "syntax" ? "error" : "warning" })));
    for (const mistake of mistakes) marked.push(editor.session.addMarker(place(mistake), `query-mistake is-${mistake.kind}`, "text"));
    list.replaceChildren(...mistakes.map(line));
  }
  // Where a mistake is marked: at its words, or at the last character if the text ends too early.
  function place({ line, column, text }) {
    if (text && !text.includes("\n")) return new Range(line - 1, column - 1, line - 1, column - 1 + text.length);
    const row = Math.min(line, editor.session.getLength()) - 1;
    const at = Math.max(0, Math.min(column - 1, editor.session.getLine(row).length - 1));
    return new Range(row, at, row, at + 1);
  }
  function line(mistake) {
    const made = document.createElement("li");
    made.className = `is-${mistake.kind}`;
    made.append(`${said("line", mistake)}: ${mistake.message} `);
    for (const fix of mistake.fixes) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = said("use", { fix: fix.text }) + (fix.label && ` (${fix.label})`);
      button.addEventListener("click", () => {
        editor.session.replace(place(mistake), fix.text);
        editor.focus();
        check();
      });
      made.append(button, " ");
    }
    return made;
  }

  function write(text) {
    editor.setValue(text.trimEnd() + "\n", -1);
  }
  // A question that was asked anew has a new text; a mistake that the answer names is pointed at.
  document.addEventListener("live", ({ detail }) => {
    const text = detail.page.querySelector("form[data-query] textarea")?.value;
    if (text && text.trim() !== editor.getValue().trim()) write(text);
    point();
  });
  function point() {
    const found = document.querySelector("#answer .query-place");
    if (!found) return;
    const { line, column } = JSON.parse(found.textContent);
    editor.gotoLine(line, column - 1, false);
    check();
  }
  point();
  if (location.search.includes("query=")) check();
  window.sygraphEditor = { editor, terms, positionAt, write, Range };
})();
