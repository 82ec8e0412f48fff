// The bar above the drawing: title, counts, search, and the menu of the view.
"use strict";

{
  const { element, WORDS, savePicture } = window.sygraph;
  const NAMES = { en: "EN", "zh-Hant": "繁", "zh-Hans": "简" };

  // `given` is what the page adds to the bar.
  function bar(view, given = []) {
    const title = element(view.options.address ? "h1" : "h2", { class: "title" });
    const scope = element("button", {
      type: "button",
      class: "scope",
      "data-act": "scope",
      onclick: () => view.set({ scope: view.state.scope === "all" ? "story" : "all", only: [], path: null, at: null }),
    });
    const counts = element("p", { class: "counts" });
    const note = element("p", { class: "cut" });
    const crossing = element("p", { class: "crossing", hidden: true });
    view.sayCrossing = (count) => {
      crossing.hidden = !count;
      if (count) crossing.textContent = view.word("crossing", { count });
    };
    view.onChange(["lang", "scope", "extra", "path", "off", "offGroups", "from", "until", "only", "folded", "data"], () => {
      const { scope: now, only, path } = view.state;
      scope.hidden = !view.model.hasStory || only.length || path;
      scope.textContent = now === "story" ? view.word("scopeAll", { count: view.shown.all.nodes.size }) : view.word("scopeStory");
      const nodes = view.shown.nodes.size;
      const allNodes = view.model.nodes.size;
      title.textContent = view.title();
      counts.textContent = view.word(nodes === allNodes ? "countsAll" : "counts", { nodes, allNodes, edges: view.shown.edges.size });
      const { cut } = view.data;
      note.hidden = !cut;
      if (cut) note.textContent = view.word("cut", cut) + (view.data.expand ? ` ${view.word("cutMore")}` : "");
    });
    return element(
      "header",
      { class: "bar" },
      element("div", { class: "heading" }, title, element("div", { class: "sums" }, counts, scope), note, crossing),
      given,
      view.search.box,
      view.options.embedded ? null : languages(view),
      view.options.embedded ? null : themeButton(view),
      menu(view),
    );
  }

  function languages(view) {
    const box = element("div", { class: "languages", role: "group" });
    for (const lang of Object.keys(WORDS)) {
      const button = element("button", { type: "button", lang, onclick: () => view.set({ lang }) }, NAMES[lang]);
      view.onChange(["lang"], () => button.setAttribute("aria-pressed", String(view.state.lang === lang)));
      box.append(button);
    }
    view.onChange(["lang"], () => box.setAttribute("aria-label", view.word("language")));
    return box;
  }

  function themeButton(view) {
    const flip = () => view.set({ theme: view.dark ? "light" : "dark" });
    return named(view, element("button", { type: "button", class: "theme icon", onclick: flip }, "◐"), "theme");
  }

  // A button with an icon also has a name for screen readers.
  function named(view, button, word) {
    view.onChange(["lang"], () => {
      button.title = view.word(word);
      button.setAttribute("aria-label", view.word(word));
    });
    return button;
  }

  function menu(view) {
    const summary = element("summary");
    const box = element("details", { class: "menu" }, summary);
    const list = element("div", { class: "items" });
    const clear = element("input", { type: "checkbox" });
    const clearWord = element("span");
    view.onChange(["lang"], () => (clearWord.textContent = view.word("transparent")));
    const items = [
      ["list", () => view.set({ listed: true })],
      ["copy", () => copyLink(view)],
      ["png", () => savePicture(view, "png", clear.checked)],
      ["svg", () => savePicture(view, "svg", clear.checked)],
      ["print", () => window.print()],
      ["help", () => view.help()],
    ];
    for (const [word, act] of items) {
      if (word === "copy" && !view.options.address) continue;
      const button = element("button", { type: "button", "data-act": word });
      button.addEventListener("click", () => {
        box.open = false;
        act();
      });
      view.onChange(["lang"], () => (button.textContent = view.word(word)));
      list.append(button);
      if (word === "svg") list.append(element("label", { class: "transparent" }, clear, clearWord));
    }
    box.append(list);
    view.onChange(["lang"], () => (summary.textContent = view.word("menu")));
    document.addEventListener("click", (event) => {
      if (!box.contains(event.target)) box.open = false;
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && box.open) {
        box.open = false;
        summary.focus();
        event.stopPropagation();
      }
    });
    return box;
  }

  async function copyLink(view) {
    if (!view.state.at) view.moved();
    const address = view.address();
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      // Without the clipboard API, use the deprecated copy command.
      const field = element("textarea", { class: "copying" }, address);
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    view.notice(view.word("copied"));
  }

  function zoomer(view) {
    const button = (sign, word, act) => named(view, element("button", { type: "button", class: `icon ${word}`, onclick: act }, sign), word);
    return element(
      "div",
      { class: "zoomer" },
      button("+", "near", () => view.zoom(1.4)),
      button("−", "far", () => view.zoom(1 / 1.4)),
      button("⤢", "fit", () => view.whole()),
    );
  }

  Object.assign(window.sygraph, { bar, zoomer, named });
}
