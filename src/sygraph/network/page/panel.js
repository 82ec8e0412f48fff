// The panel next to the drawing: the facts about the selected node or edge, with their sentences.
"use strict";

{
  const { element, mark, marked, texts } = window.sygraph;
  const PATHS_TOLD = 12;
  // The number of rows to show at once; more rows take too long.
  const FACTS_SHOWN = 200;

  function panel(view) {
    const body = element("div", { class: "body" });
    const close = element("button", { type: "button", class: "close icon", onclick: () => view.clear() }, "×");
    const box = element("aside", { class: "panel", hidden: true, tabindex: -1 }, close, body);

    view.onChange(["lang", "selected", "edge", "path", "picking", "passage", "words", "listed", "only", "extra", "scope", "folded", "off", "offGroups", "from", "until", "data"], () => {
      const { state } = view;
      close.setAttribute("aria-label", view.word("close"));
      const open = content(view);
      const was = box.dataset.of;
      box.dataset.of = JSON.stringify([state.selected, state.edge, state.path, state.picking, state.passage, state.words, Boolean(state.listed)]);
      if (open && box.hidden) stepAside();
      const focused = box.contains(document.activeElement) ? document.activeElement : null;
      body.replaceChildren(...(open ? [open].flat(Infinity).filter(Boolean) : []));
      box.hidden = !open;
      if (focused && !focused.isConnected) (sameAs(focused, body) || box).focus();
      if (focused && !open) view.canvas.focus({ preventScroll: true });
      if (was !== box.dataset.of) box.scrollTop = 0;
    });
    // If the panel opens under the pointer, the second click of a double click still goes to the drawing.
    function stepAside() {
      box.classList.add("opening");
      setTimeout(() => box.classList.remove("opening"), 350);
    }

    view.focusPanel = () => !box.hidden && box.focus();
    view.panel = box;
    return box;
  }

  // The button that replaced a button.
  function sameAs({ dataset }, body) {
    const [key] = ["act", "node"].filter((name) => dataset[name]);
    return key && body.querySelector(`[data-${key}="${CSS.escape(dataset[key])}"]`);
  }

  function content(view) {
    const { state, model } = view;
    if (state.listed) return listing(view);
    if (state.picking) return [nodePanel(view, model.nodes.get(state.picking), true)];
    if (state.path) return pathPanel(view);
    if (state.passage) return passagePanel(view, state.passage.split(" "), state.words);
    if (state.edge) return edgePanel(view, model.edges.get(state.edge));
    if (state.selected) return nodePanel(view, model.nodes.get(state.selected));
    return null;
  }

  // ---- a node

  function nodePanel(view, node, picking = false) {
    const name = view.inLanguage(node.labels);
    const others = [...new Set([...texts(node.labels), ...node.aliases])].filter((other) => other !== name);
    const facts = nodeFacts(view, node);
    return [
      element("p", { class: "kind" }, mark(view.family(node.family).shape, view.colour(node)), view.inLanguage(node.kind)),
      element("h2", { dir: "auto" }, name),
      others.length ? element("p", { class: "others", dir: "auto", title: others.join("\n") }, others.join(" · ")) : null,
      picking ? element("p", { class: "pick", role: "status" }, view.word("pathPick")) : actions(view, node),
      factsWithSentences(view, facts, node),
    ];
  }

  function actions(view, node) {
    const { id } = node;
    const shown = view.shown;
    const hidden = node.links.filter(({ other }) => !shown.nodes.has(other)).length;
    const dependent = shown.nodes.has(id) ? view.model.dependents(id, shown.nodes, shown.edges).length : 0;
    const inOnly = view.state.only.length > 1 && view.state.only.includes(id);
    const button = (act, text, call, disabled = false) =>
      element("button", { type: "button", "data-act": act, disabled, onclick: call }, text);
    return element(
      "p",
      { class: "actions" },
      button("surround", view.word("surroundings"), () => view.surround(id)),
      hidden || view.canFetch(id)
        ? button("expand", hidden ? view.word("expandMore", { count: hidden }) : view.word("expand"), () => view.expand(id))
        : null,
      inOnly
        ? button("collapse", view.word("collapse"), () => view.collapse(id))
        : dependent
          ? button("collapse", view.word("fold", { count: dependent }), () => view.collapse(id))
          : null,
      button("path", view.word("pathFrom"), () => view.startPath(id)),
      view.state.only.length ? button("all", view.word("all"), () => view.showAll()) : null,
      node.href ? element("a", { href: node.href }, view.word("page")) : null,
    );
  }

  // The facts about a node, then its links, grouped by property.
  function nodeFacts(view, node) {
    const facts = node.facts.map((fact) => ({ ...fact, property: view.inLanguage(fact.property), value: value(view, fact) }));
    for (const { edge, other } of node.links) {
      const links = edge.facts.filter((row) => row.value === undefined);
      for (const row of links) facts.push({ ...row, property: heading(view, node, edge, row), value: reference(view, other) });
      const details = edge.facts.filter((row) => row.value !== undefined);
      if (details.length && !links.length) {
        facts.push({ property: view.inLanguage(edge.kind || edge.label), value: reference(view, other), passages: edge.passages });
      }
      const last = facts.at(-1);
      if (details.length) last.details = details.map((row) => ({ ...row, property: view.inLanguage(row.label), value: value(view, row) }));
    }
    // Identifiers and coordinates from the gazetteer come last.
    const late = ({ passages, value: shown }) => !passages.length && /^-?[\d.,]+$/.test(shown.textContent);
    const order = [...new Set([...facts.filter((fact) => !late(fact)), ...facts].map((fact) => fact.property))];
    return facts.sort((a, b) => order.indexOf(a.property) - order.indexOf(b.property));
  }

  // The label of a link is read from its start; an arrow marks a link to this node.
  function heading(view, node, edge, row) {
    const outward = edge.from === node.id;
    return outward || edge.both ? view.inLanguage(row.label) : `← ${view.inLanguage(row.label)}`;
  }

  // A value is text; only an HTTP or HTTPS URL becomes a link.
  function value(view, fact) {
    const text = view.inLanguage(fact.value);
    if (!/^https?:\/\/\S+$/.test(text)) return element("span", { dir: "auto" }, text);
    return element("a", { href: text, rel: "noopener noreferrer", target: "_blank" }, text);
  }

  function reference(view, id) {
    const go = () => {
      view.reveal(id);
      view.pickOrChoose(id);
      view.drawing.inSight([id]);
    };
    const node = view.model.nodes.get(id);
    return element(
      "button",
      {
        type: "button",
        class: "link",
        "data-node": id,
        dir: "auto",
        onclick: go,
        onpointerenter: () => view.hover({ node: id }),
        onpointerleave: () => view.hover({}),
      },
      view.inLanguage(node.labels),
    );
  }

  // Facts and their sentences, more of them on demand.
  function factsWithSentences(view, facts, ...nodes) {
    const box = element("div", { class: "fact-list" });
    function fill(count) {
      const more = () => {
        fill(count + FACTS_SHOWN);
        box.querySelectorAll("dd")[count]?.querySelector("button")?.focus();
      };
      const part = facts.slice(0, count);
      const rest = facts.length - part.length;
      const button = rest ? element("button", { type: "button", onclick: more }, view.word("pathMore", { count: rest })) : null;
      box.replaceChildren(...[factList(view, part), button, sentences(view, part, ...nodes)].filter(Boolean));
    }
    fill(FACTS_SHOWN);
    return box;
  }

  function factList(view, facts) {
    const list = element("dl", { class: "rows" });
    let last = null;
    for (const { property, value, passages, details } of facts) {
      if (property !== last) list.append(element("dt", {}, property));
      last = property;
      list.append(element("dd", {}, value, " ", references(view, passages), details ? factList(view, details) : null));
    }
    return list;
  }

  // The numbers of the passages that state a fact; they link to the sentences below.
  function references(view, passages) {
    if (!passages.length) return element("span", { class: "ref" }, view.word("background"));
    return passages.map((name) =>
      element(
        "button",
        {
          type: "button",
          class: "ref",
          "aria-label": view.word("passage", { number: number(view, name) }),
          onclick: (event) => point(view, name, event),
        },
        number(view, name),
      ),
    );
  }

  // A passage is called by its number, with its article where the view has several.
  function number(view, name) {
    const articles = new Set(Object.keys(view.data.passages).map((one) => one.replace(/\/.*$/, "")));
    return articles.size > 1 ? name : name.replace(/^.*[:/]/, "");
  }

  function point(view, name, event) {
    view.onPassage?.(name);
    const quote = event.target.closest(".panel").querySelector(`blockquote[data-passage="${CSS.escape(name)}"]`);
    for (const other of quote.parentElement.querySelectorAll(".pointed")) other.classList.remove("pointed");
    quote.classList.add("pointed");
    quote.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  // What a sentence says in the reader's language.
  function translation(view, found) {
    const lang = view.state.lang, words = found?.[lang];
    if (!words) return null;
    return element("p", { lang, class: "translation" }, words, " ", element("small", {}, view.word("translated")));
  }

  // The sentences of facts under a heading.
  function sentences(view, facts, ...nodes) {
    const found = quotes(view, facts, ...nodes);
    return found.length ? element("section", { class: "sentences" }, element("h3", {}, view.word("passages")), found) : null;
  }

  // The sentences, with the words of the facts highlighted.
  function quotes(view, facts, ...nodes) {
    const citing = new Map(); // by passage, the facts that cite it
    for (const fact of facts.flatMap((fact) => [fact, ...(fact.details || [])])) {
      for (const name of fact.passages) citing.set(name, [...(citing.get(name) || []), fact]);
    }
    const cited = Object.keys(view.data.passages).filter((name) => citing.has(name));
    const names = nodes.flatMap((node) => [...texts(node.labels), ...node.aliases]);
    return cited.map((name) => {
      const words = [...names, ...citing.get(name).flatMap((fact) => fact.words || [])];
      const label = view.word("passage", { number: number(view, name) });
      return element(
        "blockquote",
        { lang: view.data.passages[name].lang, "data-passage": name },
        marked(view.data.passages[name].quote, words),
        " ",
        element("button", { type: "button", class: "ref", "aria-label": label, onclick: () => view.read([name]) }, number(view, name)),
        translation(view, view.data.passages[name].translation),
      );
    });
  }

  // ---- an edge, a path, the list

  function edgePanel(view, edge) {
    const ends = [view.model.nodes.get(edge.from), view.model.nodes.get(edge.to)];
    const facts = edge.facts.map((fact) => ({
      ...fact,
      property: view.inLanguage(fact.label),
      value: fact.value === undefined ? reference(view, edge.to) : value(view, fact),
    }));
    return [
      element("p", { class: "kind" }, view.inLanguage(edge.kind || edge.label)),
      element("h2", { class: "ends" }, reference(view, edge.from), edge.both ? " – " : " → ", reference(view, edge.to)),
      factsWithSentences(view, facts, ...ends),
    ];
  }

  // The facts of a passage by node, and its words.
  function passagePanel(view, passages, words) {
    const { facts } = view.model.supported(passages, words);
    const groups = new Map();
    const quoted = view.data.passages[passages[0]]?.lang || "";
    for (const { node, edge, fact } of facts) {
      const id = node?.id ?? edge.from;
      const target = node || fact.value !== undefined ? value(view, fact) : reference(view, edge.to);
      const row = element("li", {}, element("span", { class: "by" }, view.inLanguage(fact.property || fact.label), " "), target);
      groups.set(id, [...(groups.get(id) || []), row]);
    }
    return [
      element("p", { class: "kind" }, passages.map((name) => view.word("passage", { number: number(view, name) })).join(" · ")),
      words
        ? element("h2", { class: "quoted", lang: quoted }, words)
        : passages.map((name) => element("blockquote", { lang: view.data.passages[name].lang }, view.data.passages[name].quote)),
      element("p", { class: "kind", role: "status" }, view.word(facts.length ? "supports" : "supportsNone", { count: facts.length })),
      [...groups].map(([id, rows]) => [element("h3", {}, reference(view, id)), element("ul", { class: "passage-facts" }, rows)]),
    ];
  }

  function pathPanel(view) {
    const [start, end] = view.state.path.map((id) => view.model.nodes.get(id));
    const { ways, steps: reached, count } = view.model.paths(start.id, end.id, view.shown.all);
    const told = new Set();
    const title = view.word("pathTitle", { start: view.inLanguage(start.labels), end: view.inLanguage(end.labels) });
    if (!ways.length) return [element("h2", { dir: "auto" }, title), element("p", { role: "status" }, view.word("pathNone"))];
    const steps = reached.get(end.id);
    return [
      element("h2", { dir: "auto" }, title),
      element("p", { class: "kind", role: "status" }, view.word(count > 1 ? "pathCount" : "pathOne", { count, steps })),
      element("p", { class: "actions" }, element("button", { type: "button", "data-act": "leave", onclick: () => view.set({ path: null }) }, view.word("pathLeave"))),
      ways.slice(0, PATHS_TOLD).map((way) => wayList(view, way, told)),
      count > PATHS_TOLD ? element("p", { class: "kind" }, view.word("pathMore", { count: count - PATHS_TOLD })) : null,
    ];
  }

  // The steps of a path, each with its sentences; `told` has the sentences that are shown already.
  function wayList(view, way, told) {
    const step = (id, n) => {
      const edges = n ? view.model.between(way[n - 1], id, view.shown.all) : [];
      const words = edges.map((edge) => {
        const text = view.inLanguage(edge.label);
        const open = () => view.set({ edge: edge.id, path: null });
        const by = element("button", { type: "button", class: "by", onclick: open }, edge.from === id ? `← ${text}` : `${text} →`);
        const fresh = edge.facts.map((fact) => ({ ...fact, passages: fact.passages.filter((name) => !told.has(name)) }));
        for (const name of edge.passages) told.add(name);
        return [by, quotes(view, fresh, view.model.nodes.get(edge.from), view.model.nodes.get(edge.to))];
      });
      return element("li", {}, words, reference(view, id));
    };
    return element("ol", { class: "way" }, way.map(step));
  }

  // A list of the visible nodes by kind, as an alternative to the drawing.
  function listing(view) {
    const groups = view.data.families
      .map((family) => [family, view.model.order.filter((node) => node.family === family.id && view.shown.nodes.has(node.id))])
      .filter(([, nodes]) => nodes.length);
    const open = (id) => () => {
      view.set({ listed: false });
      view.pickOrChoose(id, { show: true });
      view.focusPanel();
    };
    return [
      element("h2", {}, view.word("listTitle")),
      groups.map(([family, nodes]) => [
        element("h3", {}, mark(family.shape, view.hue(family)), view.inLanguage(family.label)),
        element(
          "ul",
          { class: "listing" },
          nodes.map((node) =>
            element("li", {}, element("button", { type: "button", class: "link", "data-node": node.id, dir: "auto", onclick: open(node.id) }, view.inLanguage(node.labels))),
          ),
        ),
      ]),
    ];
  }

  window.sygraph.panel = panel;
}
