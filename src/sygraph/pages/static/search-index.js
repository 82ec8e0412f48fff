// Search without a server: the index of the static site, ranked in the browser.
"use strict";

const siteSearch = (function () {
  // How well a name fits that is, begins with, or has in it what is sought.
  const WHOLE = 1, START = 0.85, PART = 0.7;
  // The least part of what is sought, by weight, that a page must have; how much each kind counts.
  const LEAST = 0.5;
  const KINDS = { query: 1, figure: 0.9, entity: 0.95, term: 0.7, passage: 0.65 };
  const waiting = new Map();

  function load(address) {
    if (!waiting.has(address)) {
      waiting.set(address, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = () => resolve(prepared(globalThis.sygraphIndex));
        script.onerror = () => { waiting.delete(address); reject(new Error(address)); };
        document.head.append(script);
      }));
    }
    return waiting.get(address);
  }

  function fold(text, characters) {
    const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/(\d),(?=\d{3})/g, "$1");
    return Array.from(plain, (c) => characters[c] ?? c).join("");
  }

  // Latin words without the s of a plural or a possessive, numbers, and pairs of Chinese characters.
  function terms(folded) {
    const found = new Set();
    for (const [run] of folded.matchAll(/[a-z]+|\d+(?:[.,]\d+)*|[\u2e80-\u9fff]+/g)) {
      if (run < "\u2e80") { if (run.length > 1 || run > "9" || run < "a") found.add(stem(run)); continue; }
      if (run.length === 1) found.add(run);
      for (let i = 0; i + 1 < run.length; i++) found.add(run.slice(i, i + 2));
    }
    return found;
  }

  const stem = (word) => word.length > 3 ? word.replace(/ies$/, "y").replace(/([^s])s$/, "$1") : word;

  function prepared(index) {
    const counts = new Map();
    const entries = index.found.map(([kind, path, label, what, others]) => {
      const texts = [label, ...others];
      const folded = texts.map((text) => fold(text, index.fold));
      const own = terms(folded.join(" "));
      for (const term of own) counts.set(term, (counts.get(term) ?? 0) + 1);
      return { kind, path, label, what, texts, folded, own };
    });
    return { ...index, entries, weight: (term) => Math.log(1 + entries.length / (counts.get(term) ?? entries.length)) };
  }

  function score(entry, sought, asked, weight) {
    const names = entry.folded.map((text) =>
      text === sought ? WHOLE : text.startsWith(sought) ? START : text.includes(sought) ? PART : 0);
    const name = Math.max(...names);
    let whole = 0, there = 0;
    for (const term of asked) {
      whole += weight(term);
      if (entry.own.has(term)) there += weight(term);
    }
    const share = whole ? there / whole : 0;
    const best = name || (share >= LEAST ? share * PART : 0);
    return { entry, score: best * KINDS[entry.kind], text: name ? entry.texts[names.indexOf(name)] : entry.label };
  }

  // Where the text has what is sought; nowhere if the words stand apart.
  function span(text, sought, characters) {
    const origin = [];
    let folded = "";
    for (const [at, c] of Array.from(text).entries()) {
      const plain = fold(c, characters);
      folded += plain;
      for (let i = 0; i < plain.length; i++) origin.push(at);
    }
    const start = folded.indexOf(sought);
    return start < 0 ? [0, 0] : [origin[start], origin[start + sought.length - 1] + 1];
  }

  // The language of a text, if that is not the page's.
  function language(text) {
    const chinese = /[\u2e80-\u9fff]/.test(text);
    return chinese === document.documentElement.lang.startsWith("zh") ? "" : chinese ? "zh" : "en";
  }

  // Resolves to the pages that fit best: what the server's suggestions have, without a language.
  return async function (address, root, text, limit) {
    const index = await load(address);
    const sought = fold(text, index.fold).trim();
    const asked = terms(sought);
    if (!sought) return [];
    const order = Object.keys(KINDS);
    return index.entries.map((entry) => score(entry, sought, asked, index.weight))
      .filter((found) => found.score)
      .sort((a, b) => b.score - a.score || order.indexOf(a.entry.kind) - order.indexOf(b.entry.kind) || a.text.length - b.text.length)
      .slice(0, limit)
      .map(({ entry, text: shown }) => ({
        href: new URL(encodeURI(`${entry.path}.html`), new URL(root, document.baseURI)).href,
        kind: entry.kind, name: index.kinds[entry.kind], label: entry.label, what: entry.what,
        text: shown, span: span(shown, sought, index.fold), lang: language(shown),
      }));
  };
})();

// The page of what is not there searches for the last name of its address.
for (const input of document.querySelectorAll("[data-missing] input")) {
  const last = decodeURIComponent(location.pathname).replace(/\/+$/, "").split("/").pop();
  input.value = last.split(".")[0].replace(/[-_]+/g, " ").trim();
}

// The page of the search itself shows all that fits.
(function () {
  const row = document.getElementById("found");
  const input = document.querySelector("input[data-index]");
  if (!row || !input) return;
  const MOST = 60;

  function hit(found) {
    const item = row.content.firstElementChild.cloneNode(true);
    item.className = `hit-${found.kind}`;
    item.querySelector(".hit-kind").textContent = found.name;
    const link = item.querySelector(".title");
    link.href = found.href;
    link.textContent = found.label;
    if (found.kind === "passage") { link.lang = found.lang; link.className = "passage-hit"; }
    item.querySelector(".soft").textContent = found.what;
    const [start, end] = found.span;
    const mark = document.createElement("mark");
    mark.textContent = found.text.slice(start, end);
    const other = item.querySelector("p");
    other.lang = found.lang;
    if (found.text !== found.label) other.append(found.text.slice(0, start), mark, found.text.slice(end));
    else other.remove();
    return item;
  }

  async function show() {
    const text = new URLSearchParams(location.search).get("q") ?? "";
    input.value = text;
    if (!text.trim()) return;
    const found = await siteSearch(input.dataset.index, input.dataset.root, text, MOST);
    document.getElementById("hits").replaceChildren(...found.map(hit));
    document.getElementById("none").hidden = found.length > 0;
    document.getElementById("lead").hidden = true;
  }
  show();
})();
