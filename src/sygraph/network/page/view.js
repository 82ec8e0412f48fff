// A network view: its state, and its parts.
"use strict";

{
  const { element, Model, Drawing, WORDS, link } = window.sygraph;
  const STEP_BACK = ["picking", "path", "passage", "edge", "selected"]; // what Escape closes, in this order
  // The parts of the state on which depends what is visible, and where.
  const SHOWN = ["scope", "extra", "spokes", "moved", "path", "off", "offGroups", "from", "until", "only", "folded", "passage", "words", "data"];
  const NOTHING = { selected: null, edge: null, path: null, picking: null, passage: null, words: null, listed: false };

  class View {
    // `root` is the element of the view. With `options.embedded`, the page sets theme and language; with
    // `options.address`, the view keeps its state in the URL of the page.
    constructor(root, data, options = {}) {
      this.root = root;
      this.data = data;
      this.options = options;
      this.model = new Model(data);
      this.listeners = [];
      this.fetched = new Set(); // the nodes of which all neighbours are here
      const path = (data.path || []).filter((id) => this.model.nodes.has(id));
      this.start = {
        lang: data.lang,
        theme: document.documentElement.dataset.theme || data.theme || null,
        by: "kind",
        scope: this.model.hasStory ? "story" : "all",
        extra: [],
        spokes: false,
        sized: "degree",
        moved: new Map(),
        ...NOTHING,
        path: path.length === 2 ? path : null,
        from: null,
        until: null,
        off: new Set(),
        offGroups: new Set(),
        only: [],
        folded: [],
        at: null,
      };
      this.state = { ...this.start, ...(options.address ? link.fromHash(location.hash, this) : {}) };
      this.shown = this.model.visible(this.state);
      this.dress();
      this.build();
      // The size of the drawing is known only after all text is set.
      for (const [, call] of this.listeners) call();
      this.drawing = new Drawing(this, this.canvas);
      this.drawing.refresh({ colours: true });
      this.open();
      this.relight();
      this.keepInLinks();
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

    // The radius of a node.
    size(node) {
      return this.state.sized === "degree" || node.between === undefined ? node.size : 6 + 20 * node.between;
    }

    // The colour of a family on the background.
    hue({ colour, dark }) {
      return this.dark && dark ? dark : this.tone(colour);
    }

    // A colour, lighter on a dark background.
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
      return this.hue(this.family(node.family));
    }

    byWeight() {
      return this.model.order;
    }

    // The width of the controls over the borders of the drawing, in pixels.
    inset() {
      const size = (box, side) => (box && !box.hidden && (box.open ?? true) ? box[side] : 0);
      const small = this.small();
      return {
        left: 16 + (small ? 0 : size(this.legend, "offsetWidth")),
        right: 16,
        top: 16,
        bottom: 16 + Math.max(size(this.timeline, "offsetHeight"), 24),
      };
    }

    // The boxes of the controls over the drawing, in pixels of the drawing.
    controls() {
      const { left, top } = this.canvas.getBoundingClientRect();
      return [this.legend, this.timeline, this.zoomer]
        .filter((box) => !box.hidden)
        .map((box) => box.getBoundingClientRect())
        .map((box) => [box.left - left, box.top - top, box.right - left, box.bottom - top]);
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
      if (has("scope")) this.state.moved = new Map();
      if (has(...SHOWN)) this.shown = this.model.visible(this.state);
      for (const [wanted, call] of this.listeners) if (has(...wanted)) call();
      // The listeners may have changed the size of the drawing.
      this.drawing.resize();
      if (has("theme", "sized", "by", "lang", ...SHOWN)) this.drawing.refresh({ colours: has("theme", "by", "lang") });
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
      if (selected) this.reveal(selected);
      if (at) this.drawing.look(at);
      else this.drawing.fit(path ? this.shown.nodes : undefined, { calm: true });
      if (selected && !at) this.drawing.inSight([selected]);
    }

    // Update the URL.
    remember() {
      if (!this.options.address) return;
      clearTimeout(this.remembering);
      this.remembering = setTimeout(() => {
        const hash = link.asHash(this.state, this.start);
        try {
          history.replaceState(null, "", hash ? this.address() : location.pathname + location.search);
        } catch {
          // A page in an iframe with srcdoc has no URL; the view works without it.
        }
        this.keepInLinks();
      }, 150);
    }

    // Keep the state in the links of the page to itself in other languages.
    keepInLinks() {
      if (!this.options.address) return;
      for (const other of document.querySelectorAll("a[hreflang]")) other.hash = link.asHash(this.state, this.start);
    }

    // The URL of this state; a page that the server writes has its language in it.
    address() {
      const { lang } = this.state;
      const own = this.options.embedded && document.querySelector(`link[rel="alternate"][hreflang="${lang}"]`)?.href;
      return `${(own || location.href).replace(/#.*$/s, "")}#${link.asHash(this.state, this.start)}`;
    }

    // Apply the state of a new URL fragment.
    follow() {
      this.set({ ...this.start, ...link.fromHash(location.hash, this) });
      this.open();
    }

    // Keep the position of the view and of a node that was dragged.
    moved(id) {
      this.state.at = this.drawing.looking();
      if (id && !this.shown.ways) {
        const { x, y } = this.drawing.turnedBack(this.drawing.place(id));
        this.set({ moved: new Map([...this.state.moved, [id, [Math.round(x), Math.round(y)]]]) });
      }
      this.remember();
    }

    // ---- highlights

    near(id) {
      const links = this.model.links(id, this.shown); // those of hubs too
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
      if (path) return { nodes: this.shown.nodes, edges: this.shown.edges, strong: true, whole: true };
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
      this.set({ off, offGroups, from: null, until: null, folded: [], path: null });
      if (this.shown.nodes.has(id)) return;
      if (this.state.only.length) this.set({ only: [...this.state.only, id] });
      else this.set({ extra: [...this.state.extra, id] });
    }

    surround(id) {
      this.set({ ...NOTHING, only: [id], selected: id });
      this.drawing.fit();
    }

    async expand(id) {
      this.set({ folded: this.state.folded.filter((other) => other !== id) });
      if (this.state.only.length) this.set({ only: [...new Set([...this.state.only, id])] });
      else if (this.shown.story) this.set({ extra: [...new Set([...this.state.extra, id])] });
      if (this.canFetch(id)) await window.sygraph.fetchMore(this, id);
    }

    collapse(id) {
      const { only, folded, extra } = this.state;
      if (only.length > 1 && only.includes(id)) this.set({ only: only.filter((other) => other !== id) });
      else if (extra.includes(id)) this.set({ extra: extra.filter((other) => other !== id) });
      else this.set({ folded: [...new Set([...folded, id])] });
    }

    canFetch(id) {
      return Boolean(this.data.expand) && !this.fetched.has(id);
    }

    showAll() {
      this.set({ only: [], folded: [], extra: [], path: null, off: new Set(), offGroups: new Set(), from: null, until: null });
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
      const given = [...this.root.children].filter((child) => child.tagName !== "NOSCRIPT");
      this.root.classList.add("sy-view");
      this.root.replaceChildren(bar(this, given), main, printable(this), panel(this));
      this.zoomer = zoomer(this);
      main.append(this.zoomer);
      this.onChange(["lang"], () => canvas.setAttribute("aria-label", this.word("network")));
      // The system or the surrounding page can change the colour theme.
      const changed = () => this.set({ theme: this.options.embedded ? document.documentElement.dataset.theme || null : this.state.theme });
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
      if (this.options.embedded) new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
      keys(this);
      if (this.options.address) window.addEventListener("hashchange", () => this.follow());
    }
  }

  window.sygraph.View = View;

  // Draw every view on the page. A view that is the whole page also sets its theme and its language.
  for (const root of document.querySelectorAll("[data-payload]")) {
    const data = JSON.parse(document.getElementById(root.dataset.payload).textContent);
    const whole = root.dataset.whole !== undefined;
    root.view = new View(root, data, { embedded: !whole, address: whole || root.dataset.address !== undefined });
  }
}
