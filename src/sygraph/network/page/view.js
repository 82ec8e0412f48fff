// A network view: its state, and its parts.
"use strict";

{
  const { element, Model, Drawing, WORDS, link } = window.sygraph;
  const STEP_BACK = ["picking", "path", "passage", "edge", "selected"]; // what Escape closes, in this order
  const NOTHING = { selected: null, edge: null, path: null, picking: null, passage: null, words: null, listed: false };

  class View {
    // `root` is the element of the view; with `options.embedded`, the page sets theme, language and URL.
    constructor(root, data, options = {}) {
      this.root = root;
      this.data = data;
      this.options = options;
      this.model = new Model(data);
      this.listeners = [];
      this.fetched = new Set(); // the nodes of which all neighbours are here
      this.start = {
        lang: data.lang,
        theme: document.documentElement.dataset.theme || data.theme || null,
        by: "kind",
        ...NOTHING,
        from: null,
        until: null,
        off: new Set(),
        offGroups: new Set(),
        only: [],
        folded: [],
        at: null,
      };
      this.state = { ...this.start, ...(options.embedded ? {} : link.fromHash(location.hash, this)) };
      this.shown = this.model.visible(this.state);
      this.dress();
      this.build();
      // The size of the drawing is known only after all text is set.
      for (const [, call] of this.listeners) call();
      this.drawing = new Drawing(this, this.canvas);
      this.drawing.refresh({ colours: true });
      this.open();
      this.relight();
    }

    // ---- words and colours

    inLanguage(labels) {
      return typeof labels === "string" ? labels : (labels?.[this.state.lang] ?? labels?.en ?? "");
    }

    word(key, values = {}) {
      const text = (WORDS[this.state.lang] || WORDS.en)[key];
      return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
    }

    short(node) {
      return this.inLanguage(node.short || node.labels);
    }

    title() {
      return this.inLanguage(this.data.title);
    }

    fileName() {
      return this.title().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60).replace(/^-|-$/g, "") || "network";
    }

    day(iso) {
      if (!iso) return "";
      const [year, month, day] = iso.split("-").map(Number);
      if (this.state.lang === "en") {
        return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" }).format(Date.UTC(year, month - 1, day));
      }
      return `${year}年${month}月${day}日`;
    }

    family(id) {
      return this.data.families.find((family) => family.id === id) || this.data.families[0];
    }

    // The colour of a family, lighter on a dark background.
    tone(colour) {
      if (!this.dark) return colour;
      const [red, green, blue] = [1, 3, 5].map((n) => parseInt(colour.slice(n, n + 2), 16));
      const light = (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
      const share = Math.max(0.12, 0.62 - light);
      return `#${[red, green, blue].map((part) => Math.round(part + (255 - part) * share).toString(16).padStart(2, "0")).join("")}`;
    }

    groupColour(number) {
      return `hsl(${(Number(number) * 137.5 + 20) % 360}, 48%, ${this.dark ? 66 : 46}%)`;
    }

    colour(node) {
      if (this.state.by === "community") return this.groupColour(node.community);
      return this.tone(this.family(node.family).colour);
    }

    byWeight() {
      return this.model.order;
    }

    // The width of the panels over the borders of the drawing, in pixels.
    inset() {
      const size = (box, side) => (box && !box.hidden && (box.open ?? true) ? box[side] : 0);
      const panel = this.panel.hidden ? { width: 0, height: 0 } : this.panel.getBoundingClientRect();
      const small = this.small();
      return {
        left: 16 + (small ? 0 : size(this.legend, "offsetWidth")),
        right: 16 + (small ? 0 : panel.width),
        top: 16,
        bottom: 16 + Math.max(small ? panel.height : 0, size(this.timeline, "offsetHeight"), 24),
      };
    }

    small() {
      return this.root.clientWidth <= 900;
    }

    // ---- state

    // Call a function after the view is built, and at each change of these parts of the state.
    onChange(keys, call) {
      this.listeners.push([keys, call]);
    }

    set(patch) {
      Object.assign(this.state, patch);
      this.applied(Object.keys(patch));
    }

    applied(keys) {
      const has = (...names) => names.some((name) => keys.includes(name));
      if (has("theme") || has("lang")) this.dress();
      if (has("off", "offGroups", "from", "until", "only", "folded", "data")) {
        this.shown = this.model.visible(this.state);
      }
      this.drawing.refresh({ colours: has("theme", "by", "lang") });
      for (const [wanted, call] of this.listeners) if (has(...wanted)) call();
      this.relight();
      this.remember();
    }

    dress() {
      const page = document.documentElement;
      if (!this.options.embedded) {
        page.lang = this.state.lang;
        if (this.state.theme) page.dataset.theme = this.state.theme;
        else delete page.dataset.theme;
        document.title = this.title();
      }
      this.root.lang = this.state.lang;
      const { theme } = page.dataset;
      this.dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    }

    open() {
      const { at, path, selected } = this.state;
      if (at) this.drawing.look(at);
      else this.drawing.fit(path ? this.model.paths(...path, this.shown).nodes : undefined, { calm: true });
      if (selected && !at) this.drawing.inSight([selected]);
    }

    // Update the URL, if the view is the whole page.
    remember() {
      if (this.options.embedded) return;
      clearTimeout(this.remembering);
      this.remembering = setTimeout(() => {
        const hash = link.asHash(this.state, this.start);
        try {
          history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
        } catch {
          // A page in an iframe with srcdoc has no URL; the view works without it.
        }
      }, 150);
    }

    // Apply the state of a new URL fragment.
    follow() {
      this.set({ ...this.start, ...link.fromHash(location.hash, this) });
      this.open();
    }

    moved() {
      this.state.at = this.drawing.looking();
      this.remember();
    }

    // ---- highlights

    near(id) {
      const links = this.model.links(id, this.shown);
      return {
        first: id,
        nodes: new Set([id, ...links.map(({ other }) => other)]),
        edges: new Set(links.map(({ edge }) => edge.id)),
      };
    }

    alone(id) {
      const { from, to } = this.model.edges.get(id);
      return { nodes: new Set([from, to]), edges: new Set([id]), strong: true };
    }

    relight() {
      const chosen = this.shown.nodes.has(this.state.selected) ? this.state.selected : null;
      const lit = this.chosenLight();
      const { node, edge } = this.hovered || {};
      // Hovering over a node of a path keeps the whole path highlighted.
      if (lit?.whole && (node ? lit.nodes.has(node) : lit.edges.has(edge))) this.drawing.light(lit, chosen);
      else if (this.shown.nodes.has(node)) this.drawing.light(this.near(node), chosen);
      else if (this.shown.edges.has(edge)) this.drawing.light(this.alone(edge), chosen);
      else this.drawing.light(this.glowing || lit, chosen);
    }

    chosenLight() {
      const { selected, edge, path, passage, words } = this.state;
      if (path) return { ...this.model.paths(...path, this.shown), strong: true, whole: true };
      if (passage) return { ...this.model.supported(passage.split(" "), words), whole: true };
      if (this.shown.edges.has(edge)) return this.alone(edge);
      return this.shown.nodes.has(selected) ? this.near(selected) : null;
    }

    hover(found) {
      if (this.hovered?.node === found.node && this.hovered?.edge === found.edge) return;
      this.hovered = found;
      this.relight();
      this.onHover?.(found);
    }

    glow(ids) {
      this.glowing = ids && { nodes: new Set(ids), edges: new Set() };
      this.relight();
    }

    // ---- actions of the user

    click({ node, edge }) {
      if (node) this.pickOrChoose(node);
      else if (edge !== undefined) this.set({ ...NOTHING, edge });
      else if (!this.state.picking) this.clear();
    }

    doubleClick({ node }) {
      if (node) this.surround(node);
    }

    pickOrChoose(id, { show = false } = {}) {
      const { picking } = this.state;
      this.hovered = null;
      if (picking && picking !== id) {
        this.set({ ...NOTHING, path: [picking, id] });
        this.drawing.fit(this.model.paths(picking, id, this.shown).nodes);
      } else {
        this.set({ ...NOTHING, selected: id });
        if (show) this.drawing.show(id);
        else this.drawing.inSight([id]);
      }
    }

    // Wait for the other end of a path, and show all nodes.
    startPath(id) {
      this.set({ ...NOTHING, selected: id, picking: id });
      this.drawing.inSight(this.shown.nodes);
    }

    clear() {
      this.set(NOTHING);
    }

    // Highlight what passages, or words of them, support.
    read(passages, words = null) {
      this.set({ ...NOTHING, passage: passages.join(" ") || null, words });
      if (passages.length) this.drawing.inSight([...this.drawing.lit.nodes].filter((id) => this.shown.nodes.has(id)));
    }

    stepBack() {
      if (this.state.listed) return this.set({ listed: false });
      const open = STEP_BACK.find((key) => this.state[key]);
      if (open) this.set({ [open]: null });
      else if (this.state.only.length) this.set({ only: [] });
      return undefined;
    }

    // Undo all filters that hide a node.
    reveal(id) {
      if (this.shown.nodes.has(id)) return;
      const node = this.model.nodes.get(id);
      const off = new Set(this.state.off);
      const offGroups = new Set(this.state.offGroups);
      off.delete(node.family);
      offGroups.delete(String(node.community));
      this.set({ off, offGroups, from: null, until: null, folded: [] });
      if (!this.shown.nodes.has(id)) this.set({ only: [...this.state.only, id] });
    }

    surround(id) {
      this.set({ ...NOTHING, only: [id], selected: id });
      this.drawing.fit();
    }

    async expand(id) {
      this.set({ folded: this.state.folded.filter((other) => other !== id) });
      if (this.state.only.length) this.set({ only: [...new Set([...this.state.only, id])] });
      if (this.canFetch(id)) await window.sygraph.fetchMore(this, id);
    }

    collapse(id) {
      const { only, folded } = this.state;
      if (only.length > 1 && only.includes(id)) this.set({ only: only.filter((other) => other !== id) });
      else this.set({ folded: [...new Set([...folded, id])] });
    }

    canFetch(id) {
      return Boolean(this.data.expand) && !this.fetched.has(id);
    }

    showAll() {
      this.set({ only: [], folded: [], off: new Set(), offGroups: new Set(), from: null, until: null });
      this.whole();
    }

    whole() {
      this.drawing.fit();
      this.state.at = null;
      this.remember();
    }

    zoom(factor) {
      this.state.at = { ...this.drawing.looking(), scale: this.drawing.zoom(factor) };
      this.remember();
    }

    // Announce the name of a node to screen readers.
    announce(id) {
      this.note.textContent = this.inLanguage(this.model.nodes.get(id).labels);
    }

    notice(text) {
      this.note.textContent = text;
      clearTimeout(this.noticing);
      if (text) this.noticing = setTimeout(() => (this.note.textContent = ""), 4000);
    }

    // ---- parts

    build() {
      const { searchBox, panel, legend, timeline, bar, keys, printable, zoomer } = window.sygraph;
      const canvas = element("div", { class: "drawing", tabindex: 0, role: "application" });
      this.canvas = canvas;
      this.note = element("p", { class: "notice", role: "status" });
      this.search = searchBox(this);
      this.legend = legend(this);
      this.timeline = timeline(this);
      const main = element("div", { class: "stage" }, canvas, this.legend, this.timeline, this.note);
      this.root.classList.add("sy-view");
      this.root.replaceChildren(bar(this), main, printable(this), panel(this));
      main.append(zoomer(this));
      this.onChange(["lang"], () => canvas.setAttribute("aria-label", this.word("network")));
      // The system or the surrounding page can change the colour theme.
      const changed = () => this.set({ theme: this.options.embedded ? document.documentElement.dataset.theme || null : this.state.theme });
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
      if (this.options.embedded) new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
      keys(this);
      if (!this.options.embedded) window.addEventListener("hashchange", () => this.follow());
    }
  }

  window.sygraph.View = View;

  // Draw every view on the page; a view that is the whole page keeps its state in the URL.
  for (const root of document.querySelectorAll("[data-payload]")) {
    const data = JSON.parse(document.getElementById(root.dataset.payload).textContent);
    root.view = new View(root, data, { embedded: root.dataset.whole === undefined });
  }
}
