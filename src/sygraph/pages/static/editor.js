// The editor of the query page: Ace in the place of the text field, which goes on holding the text.
"use strict";

(function () {
  const field = document.querySelector("form[data-query] textarea");
  if (!field || !window.ace) return;
  const ace = window.ace;
  ace.config.set("useStrictCSP", true); // its style sheets are files of the page

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
  editor.session.on("change", () => { field.value = editor.getValue(); clear(); });
  field.value = editor.getValue();
  editor.commands.addCommand({
    name: "run", bindKey: { win: "Ctrl-Enter", mac: "Cmd-Enter" }, exec: () => field.form.requestSubmit(),
  });
  // An editor that is in a closed part of the page has no size until that is opened.
  field.closest("details")?.addEventListener("toggle", () => editor.resize(true));

  // ---- completion

  let known;
  const terms = () => (known ??= fetch(field.dataset.completions).then((answer) => answer.json()));
  const PREFIXED = /[A-Za-z][\w-]*:[\w-]*$|[\w-]+$/;
  editor.completers = [{
    identifierRegexps: [/[\w:-]/],
    getCompletions(_, session, position, __, done) {
      const before = session.getLine(position.row).slice(0, position.column);
      const typed = (before.match(PREFIXED) ?? [""])[0].toLowerCase();
      if (/[?$]\w*$/.test(before)) { done(null, variables(session, before)); return; }
      terms().then(({ prefixes, terms }) => {
        const found = terms
          .filter(({ name, label }) => name.toLowerCase().includes(typed) || label.toLowerCase().includes(typed))
          .map(({ name, label, kind }) => ({
            caption: `${name}  ${label}`, value: name, meta: kind, filterText: `${name} ${label}`,
            score: (name.toLowerCase().startsWith(typed) ? 100 : 0) + { class: 3, property: 2, entity: 1 }[kind],
          }));
        for (const name of Object.keys(prefixes)) found.push({ value: `${name}:`, meta: "prefix", score: 50 });
        done(null, found);
      }, (error) => done(error, []));
    },
  }];

  // The query's own variables.
  function variables(session, before) {
    const typed = before.match(/[?$]\w*$/)[0];
    const seen = new Set(session.getValue().match(/[?$]\w+/g) ?? []);
    seen.delete(typed);
    return [...seen].map((value) => ({ value: value.slice(1), caption: value, meta: "variable", score: 10 }));
  }

  // ---- the mistake in the text, at its place

  let marker;
  function clear() {
    if (marker !== undefined) editor.session.removeMarker(marker);
    marker = undefined;
    editor.session.clearAnnotations();
  }
  function point() {
    clear();
    const place = document.querySelector("#answer .query-place");
    if (!place) return;
    const { line, column, message } = JSON.parse(place.textContent);
    const row = Math.min(line, editor.session.getLength()) - 1;
    const at = Math.max(0, Math.min(column - 1, editor.session.getLine(row).length - 1));
    editor.session.setAnnotations([{ row, column: at, text: message, type: "error" }]);
    const Range = ace.require("ace/range").Range;
    marker = editor.session.addMarker(new Range(row, at, row, at + 1), "query-mistake", "text");
    editor.gotoLine(row + 1, at, false);
  }
  // A named question that was asked anew has a new text.
  document.addEventListener("live", ({ detail }) => {
    const text = detail.page.querySelector("form[data-query] textarea")?.value;
    if (text && text.trim() !== editor.getValue().trim()) editor.setValue(text.trimEnd() + "\n", -1);
    point();
  });
  point();
  window.sygraphEditor = editor;
})();
