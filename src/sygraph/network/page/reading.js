// The article next to its network: words highlight their facts, and nodes highlight their words.
"use strict";

{
  const { element, names } = window.sygraph;
  const WORDS = "sy-words"; // the name of the highlight, see reading.css

  class Reading {
    constructor(box, view) {
      this.box = box;
      this.view = view;
      this.pieces = new Map(); // passage: its element
      this.set();
      this.follow();
    }

    // Build the article: paragraphs with passages; a passage over a line break of the layout is
    // joined. Offsets count code points, not UTF-16 units.
    set() {
      const { article, passages } = this.view.data;
      const text = [...article.text];
      const spans = Object.entries(passages)
        .filter(([, { start }]) => start !== null)
        .sort((a, b) => a[1].start - b[1].start);
      this.body = element("div", { class: "text", lang: article.lang });
      let paragraph = null;
      const put = (...parts) => {
        if (!paragraph) this.body.append((paragraph = element("p")));
        paragraph.append(...parts);
      };
      const between = (from, to) => {
        for (const [n, line] of text.slice(from, to).join("").split("\n").entries()) {
          if (n) paragraph = null;
          // A space between two sentences stays.
          if (line.trim() || (line && paragraph)) put(line);
        }
      };
      let place = 0;
      for (const [name, { start, end, quote }] of spans) {
        between(place, start);
        put(this.piece(name, quote));
        place = end;
      }
      between(place, text.length);
      this.note = element("p", { class: "note" });
      this.box.replaceChildren(this.note, this.body);
      for (const one of this.body.children) {
        const role = passages[one.firstElementChild?.dataset.passage]?.role;
        if (role) one.classList.add(role.replace(/^.*:/, ""));
      }
      this.body.querySelector(".passage")?.setAttribute("tabindex", 0);
    }

    piece(name, quote) {
      const made = element("span", { class: "passage", "data-passage": name, role: "button", tabindex: -1 }, quote);
      this.pieces.set(name, made);
      return made;
    }

    follow() {
      const { view, body } = this;
      body.addEventListener("pointerover", (event) => this.glow(event.target.closest(".passage")));
      body.addEventListener("pointerleave", () => this.glow(null));
      body.addEventListener("click", (event) => {
        if (this.chosenWords()) return;
        const passage = event.target.closest(".passage");
        if (passage) this.read(passage.dataset.passage);
        else view.clear();
      });
      body.addEventListener("pointerup", () => setTimeout(() => this.readWords()));
      body.addEventListener("keyup", (event) => event.shiftKey && this.readWords());
      body.addEventListener("keydown", (event) => this.key(event));
      view.onHover = (found) => this.mark(found.node || found.edge !== undefined ? found : view.state, false);
      view.onPassage = (name) => this.scrollTo(name);
      const turned = ["selected", "edge", "path", "passage", "words", "lang"];
      view.onChange(turned, () => this.mark(view.state, true));
      view.onChange(["lang"], () => (this.note.textContent = view.word("noted")));
      this.note.textContent = view.word("noted");
      this.mark(view.state, true, true);
    }

    key(event) {
      const all = [...this.pieces.keys()];
      const at = all.indexOf(event.target.dataset.passage);
      const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (at < 0 || event.shiftKey) return;
      if (event.key === "Enter" || event.key === " ") this.read(all[at]);
      else if (to !== undefined && all[to]) this.focus(all[to]);
      else return;
      event.preventDefault();
    }

    focus(name) {
      for (const passage of this.body.querySelectorAll('[tabindex="0"]')) passage.setAttribute("tabindex", -1);
      this.pieces.get(name).setAttribute("tabindex", 0);
      this.pieces.get(name).focus();
    }

    // While a node or words are selected, hovering changes nothing.
    glow(passage) {
      const name = (!this.view.state.passage && passage?.dataset.passage) || null;
      if (name === this.glowing) return;
      this.glowing = name;
      this.view.glowing = name ? this.view.model.supported([name]) : null;
      this.view.relight();
    }

    read(name) {
      this.glow(null);
      this.view.read(this.view.state.passage === name && !this.view.state.words ? [] : [name]);
    }

    // The selected words, and their passages.
    chosenWords() {
      const selection = getSelection();
      if (selection.isCollapsed || !selection.rangeCount) return null;
      const range = selection.getRangeAt(0);
      const touched = [...this.body.querySelectorAll(".passage")].filter((one) => range.intersectsNode(one));
      const words = selection.toString().replace(/\s*\n\s*/g, "").trim();
      return touched.length && words ? { words, passages: [...new Set(touched.map((one) => one.dataset.passage))] } : null;
    }

    readWords() {
      const chosen = this.chosenWords();
      if (chosen) this.glow(null);
      if (chosen) this.view.read(chosen.passages, chosen.words);
    }

    // Highlight the passages and the words that support the selected or hovered node.
    mark(state, scroll, calm = false) {
      const lit = this.support(state);
      for (const [name, piece] of this.pieces) {
        piece.classList.toggle("lit", lit.has(name));
        piece.setAttribute("aria-pressed", String(lit.has(name)));
      }
      const ranges = [...lit].flatMap(([name, words]) => words.flatMap((word) => this.ranges(name, word)));
      if (CSS.highlights) CSS.highlights.set(WORDS, new Highlight(...ranges));
      const [first] = lit.keys();
      if (scroll && first) this.scrollTo(first, calm);
    }

    // The words that state a node, an edge or a path, with names, by passage.
    support(state) {
      const { model } = this.view;
      const found = new Map();
      const add = (facts, about) => {
        for (const { passages, words = [] } of facts) {
          for (const name of passages) found.set(name, [...(found.get(name) || []), ...about, ...words]);
        }
      };
      const node = (id) => model.nodes.get(id);
      const edge = (one) => add(one.facts, [...names(node(one.from)), ...names(node(one.to))]);
      const id = state.node || state.selected;
      if (state.edge !== undefined && state.edge !== null) edge(model.edges.get(state.edge));
      else if (state.path) for (const one of model.paths(...state.path, this.view.shown.all).edges) edge(model.edges.get(one));
      else if (state.passage) for (const name of state.passage.split(" ")) found.set(name, []);
      else if (id) {
        add(node(id).facts, [...names(node(id))]);
        for (const { edge: link } of node(id).links) add(link.facts, [...names(node(id))]);
      }
      const order = [...this.pieces.keys()];
      return new Map(order.filter((name) => found.has(name)).map((name) => [name, [...new Set(found.get(name))]]));
    }

    // The position of a word in a passage.
    ranges(name, word) {
      const { firstChild } = this.pieces.get(name);
      const start = firstChild.data.indexOf(word);
      if (!word || start < 0) return [];
      const range = new Range();
      range.setStart(firstChild, start);
      range.setEnd(firstChild, start + word.length);
      return [range];
    }

    scrollTo(name, calm = matchMedia("(prefers-reduced-motion: reduce)").matches) {
      const piece = this.pieces.get(name);
      if (!piece) return;
      const box = this.box.getBoundingClientRect();
      const at = piece.getBoundingClientRect();
      if (at.top >= box.top && at.bottom <= box.bottom) return;
      this.box.scrollBy({ top: at.top - box.top - box.height / 3, behavior: calm ? "auto" : "smooth" });
    }
  }

  const box = document.getElementById("sy-article");
  const root = document.getElementById("sy-view");
  if (box && root?.view?.data.article) box.reading = new Reading(box, root.view);
}
