// The drawing: vis-network holds nodes and edges still, names and light are drawn over it.
"use strict";

{
  const { shapes, labels } = window.sygraph;
  const LARGE = 1500; // nodes, from which on edges and names are left out while the drawing moves
  const FEW = 60; // edges, up to which their words are always written
  const NEAR = 1.1; // the scale from which on they are
  const DIM = 0.78; // how much of the ground's colour lies on what is not lit

  // Dots grow less than the drawing does, and never quite vanish.
  const dotScale = (scale) => Math.min(Math.max(scale, 0.3), 1.5);

  class Drawing {
    constructor(app, box) {
      this.app = app;
      this.box = box;
      this.lit = null;
      this.moving = false;
      this.names = [];
      this.inks = {};
      this.large = app.model.nodes.size > LARGE;
      this.coarse = matchMedia("(pointer: coarse)").matches;
      this.upright = this.uprightStretch();
      this.readInks();
      this.net = new vis.Network(
        box,
        {
          nodes: [...app.model.nodes.values()].map((node) => this.dot(node)),
          edges: [...app.model.edges.values()].map((edge) => this.line(edge)),
        },
        this.options(),
      );
      this.context = box.querySelector("canvas").getContext("2d");
      this.net.on("afterDrawing", (context) => this.drawOver(context));
      this.net.on("beforeDrawing", (context) => this.drawUnder(context));
      this.follow();
    }

    options() {
      return {
        physics: false,
        layout: { improvedLayout: false },
        interaction: {
          hover: false,
          selectable: false,
          dragNodes: !this.coarse,
          hideEdgesOnDrag: this.large,
          hideEdgesOnZoom: this.large,
          zoomSpeed: 0.7,
        },
        nodes: { borderWidth: 1.5, shape: "dot" },
        edges: {
          arrows: { to: { enabled: !this.large, scaleFactor: 0.35 } },
          arrowStrikethrough: false,
          // The more lines, the fainter each.
          color: { color: this.inks.edge, opacity: Math.max(0.16, 0.55 - this.app.model.edges.size / 1500), inherit: false },
          width: 1,
          smooth: false,
        },
      };
    }

    dot(node) {
      const { id, size } = node;
      const { x, y } = this.turned(node);
      return { id, x, y, shape: this.app.family(node.family).shape, size, color: this.colour(node) };
    }

    line({ id, from, to, both }) {
      return both ? { id, from, to, arrows: { to: { enabled: false } } } : { id, from, to };
    }

    // How a drawing that is broader than high is set on a screen that is higher than broad: turned
    // on its side and pulled to the screen's length; 0 where it stays as it is.
    uprightStretch() {
      const span = (key) => {
        const all = this.app.model.order.map((node) => node[key]);
        return all.reduce((a, b) => Math.max(a, b), -Infinity) - all.reduce((a, b) => Math.min(a, b), Infinity);
      };
      const [width, height] = [span("x"), span("y")];
      const screen = this.box.clientHeight / this.box.clientWidth;
      if (screen <= 1 || !(width > height)) return 0;
      return Math.min(Math.max((screen * height) / width, 1), 1.5);
    }

    turned({ x, y }) {
      return this.upright ? { x: y, y: x * this.upright } : { x, y };
    }

    // Dots and lines keep about their size on the screen, however near one is.
    adapt() {
      const scale = this.scale();
      if (scale === this.adapted) return;
      this.adapted = scale;
      const times = dotScale(scale) / scale;
      for (const [id, node] of Object.entries(this.net.body.nodes)) {
        node.options.size = this.app.model.nodes.get(id).size * times;
      }
      for (const edge of Object.values(this.net.body.edges)) edge.options.width = 0.9 / scale;
    }

    // Where the reader looks, whichever way the drawing is turned; and to look there.
    looking() {
      const { x, y } = this.net.getViewPosition();
      const [across, along] = this.upright ? [y / this.upright, x] : [x, y];
      return { x: Math.round(across), y: Math.round(along), scale: Number(this.scale().toFixed(3)) };
    }

    look({ x, y, scale }) {
      this.move({ position: this.turned({ x, y }), scale }, true);
    }

    colour(node) {
      return { background: this.app.colour(node), border: this.inks.ground };
    }

    // Custom properties resolve only on an element.
    readInks() {
      const probe = window.sygraph.element("i", { hidden: true });
      this.box.append(probe);
      for (const name of ["ground", "ink", "soft", "edge", "accent", "line"]) {
        probe.style.color = `var(--${name})`;
        this.inks[name] = getComputedStyle(probe).color;
      }
      probe.remove();
      this.face = getComputedStyle(this.box).fontFamily;
      this.measure = labels.measurer(this.face);
      this.wraps = new Map();
    }

    // Takes what is to be shown from the state; nothing moves.
    refresh({ colours = false } = {}) {
      const { shown } = this.app;
      if (colours) this.readInks();
      for (const [id, node] of Object.entries(this.net.body.nodes)) {
        node.options.hidden = !shown.nodes.has(id);
        if (colours) Object.assign(node.options.color, this.colour(this.app.model.nodes.get(id)));
      }
      for (const edge of Object.values(this.net.body.edges)) {
        edge.options.hidden = !shown.edges.has(edge.id);
        if (colours) edge.options.color.color = this.inks.edge;
      }
      this.net._updateVisibleIndices(); // vis-network draws what is listed there
      this.redraw();
    }

    // Draws at the next frame, once however often it is asked for; vis-network's own redraw is at once.
    redraw() {
      this.net.body.emitter.emit("_requestRedraw");
    }

    add({ nodes, edges }) {
      this.net.body.data.nodes.add(nodes.map((node) => this.dot(node)));
      this.net.body.data.edges.add(edges.map((edge) => this.line(edge)));
    }

    // Lights some nodes and edges, the others fade; null lights all. The chosen one is ringed.
    light(lit, chosen = null) {
      this.lit = lit;
      this.chosen = chosen;
      this.redraw();
    }

    scale() {
      return this.net.getScale();
    }

    place(id) {
      const { x, y } = this.net.body.nodes[id];
      return { x, y };
    }

    // How large a name is written at a scale.
    px(node, scale) {
      const weight = node.font ? Math.min(1, Math.max(0, (node.font - 13) / 28)) : 0;
      return Math.min(Math.max(11 + 4 * weight, (node.font || 14) * scale), 13 + 11 * weight);
    }

    wrap(node, { long = false } = {}) {
      const key = `${long} ${node.id}`;
      if (!this.wraps.has(key)) {
        const text = this.app.short(node);
        this.wraps.set(key, labels.wrapped(this.measure, text, long ? 18 : 12, long ? 4 : 2));
      }
      return this.wraps.get(key);
    }

    // The names that there is room for, in pixels of a surface onto which the drawing is scaled.
    layNames({ scale, toSurface, bounds, lit, most }) {
      const items = [];
      const { shown } = this.app;
      for (const node of this.app.byWeight()) {
        if (!shown.nodes.has(node.id) || (lit && !lit.nodes.has(node.id))) continue;
        const [x, y] = toSurface(this.place(node.id));
        if (x < bounds[0] - 80 || x > bounds[2] + 80 || y < bounds[1] - 40 || y > bounds[3] + 40) continue;
        if (items.length > 3 * most) break; // the others find no room
        const must = lit ? lit.nodes.size < 30 || node.id === lit.first : node.font > 18;
        const { lines, width } = this.wrap(node, { long: node.id === lit?.first });
        const radius = node.size * dotScale(scale);
        const bold = node.id === lit?.first || node.id === this.chosen ? 1.1 : 1;
        items.push({ id: node.id, x, y, radius, px: this.px(node, scale), lines, width: width * bold, must });
      }
      if (lit?.first) items.sort((a, b) => (b.id === lit.first) - (a.id === lit.first));
      return labels.placed(items, bounds, most);
    }

    // Communities as soft areas: corners rounded by running from middle to middle of the sides.
    drawUnder(context) {
      this.adapt();
      for (const { corners, colour } of this.app.hulls()) {
        const middle = (n) => {
          const [a, b] = [corners[n % corners.length], corners[(n + 1) % corners.length]];
          return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
        };
        context.save();
        context.beginPath();
        context.moveTo(...middle(corners.length - 1));
        corners.forEach((corner, n) => context.quadraticCurveTo(...corner, ...middle(n)));
        context.globalAlpha = 0.13;
        context.fillStyle = colour;
        context.fill();
        context.restore();
      }
    }

    drawOver(context) {
      const ratio = this.net.canvas.pixelRatio;
      const width = this.box.clientWidth;
      const height = this.box.clientHeight;
      if (this.lit) {
        context.save();
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.globalAlpha = DIM;
        context.fillStyle = this.inks.ground;
        context.fillRect(0, 0, width, height);
        context.restore();
        this.drawLit(context);
      }
      if (this.chosen) this.ring(context, this.chosen);
      if (this.moving && this.large && !this.lit) {
        this.names = [];
        return;
      }
      context.save();
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const { left, right } = this.inset;
      const bounds = [Math.min(4, left), 2, width - right + 14, height - 2];
      const toSurface = ({ x, y }) => {
        const point = this.net.canvasToDOM({ x, y });
        return [point.x, point.y];
      };
      this.names = this.layNames({ scale: this.scale(), toSurface, bounds, lit: this.lit, most: 300 });
      this.drawEdgeWords(context, toSurface, bounds);
      for (const name of this.names) this.drawName(context, name);
      context.restore();
    }

    drawLit(context) {
      const { nodes, edges } = this.net.body;
      context.save();
      context.globalAlpha = this.lit.strong ? 0.8 : Math.max(0.15, 0.8 - this.lit.edges.size / 400);
      for (const id of this.lit.edges) {
        const edge = edges[id];
        if (!edge || edge.options.hidden) continue;
        const from = nodes[edge.fromId];
        const to = nodes[edge.toId];
        context.beginPath();
        context.moveTo(from.x, from.y);
        context.lineTo(to.x, to.y);
        context.strokeStyle = this.inks[this.lit.strong ? "accent" : "soft"];
        context.lineWidth = (this.lit.strong ? 2.2 : 1.3) / Math.min(this.scale(), 1);
        context.stroke();
      }
      context.restore();
      for (const id of this.lit.nodes) {
        if (nodes[id] && !nodes[id].options.hidden) nodes[id].draw(context);
      }
    }

    ring(context, id) {
      const node = this.net.body.nodes[id];
      if (!node || node.options.hidden) return;
      context.save();
      context.beginPath();
      context.arc(node.x, node.y, node.options.size + 4 / this.scale(), 0, 2 * Math.PI);
      context.strokeStyle = this.inks.accent;
      context.lineWidth = 2.5 / this.scale();
      context.stroke();
      context.restore();
    }

    drawName(context, { id, lines, px, align, anchor, top }) {
      const first = id === this.lit?.first || id === this.chosen;
      context.font = `${first ? "600 " : ""}${px}px ${this.face}`;
      context.textAlign = align;
      context.textBaseline = "top";
      context.lineJoin = "round";
      context.lineWidth = Math.max(3, px / 4);
      context.strokeStyle = this.inks.ground;
      context.fillStyle = this.inks.ink;
      const more = this.app.shown.folded.get(id);
      lines.forEach((line, n) => {
        const text = more && n === lines.length - 1 ? `${line} +${more}` : line;
        const y = top + n * px * 1.2 + px * 0.1;
        context.strokeText(text, anchor, y);
        context.fillText(text, anchor, y);
      });
    }

    // Words stand on the lines that are lit, and on all lines when they are few or near.
    edgesWithWords() {
      const { shown } = this.app;
      const edges = this.lit ? this.lit.edges : shown.edges;
      return edges.size <= FEW || (this.scale() > NEAR && !this.moving) ? [...edges] : [];
    }

    drawEdgeWords(context, toSurface, bounds) {
      const px = 11;
      const boxes = [...this.names.map(({ box }) => box), ...this.dotBoxes(toSurface)];
      for (const id of this.edgesWithWords()) {
        const edge = this.app.model.edges.get(id);
        if (!edge || !this.app.shown.edges.has(id)) continue;
        const spot = this.wordsOn(edge, toSurface, px);
        if (!spot) continue;
        const [left, top, right, bottom] = spot.box;
        if (right < bounds[0] || left > bounds[2] || bottom < bounds[1] || top > bounds[3]) continue;
        if (boxes.some((box) => left < box[2] && right > box[0] && top < box[3] && bottom > box[1])) continue;
        boxes.push(spot.box);
        context.font = `${px}px ${this.face}`;
        context.textAlign = "center";
        context.textBaseline = "middle";
        context.lineJoin = "round";
        context.lineWidth = 4;
        context.strokeStyle = this.inks.ground;
        context.fillStyle = this.inks.soft;
        context.strokeText(spot.text, spot.x, spot.y);
        context.fillText(spot.text, spot.x, spot.y);
      }
    }

    dotBoxes(toSurface, scale = this.scale()) {
      return [...this.app.shown.nodes].map((id) => {
        const [x, y] = toSurface(this.place(id));
        const radius = this.app.model.nodes.get(id).size * dotScale(scale);
        return [x - radius, y - radius, x + radius, y + radius];
      });
    }

    // Where the words of an edge stand: on its line, if it is long enough.
    wordsOn(edge, toSurface, px) {
      const [x1, y1] = toSurface(this.place(edge.from));
      const [x2, y2] = toSurface(this.place(edge.to));
      const length = Math.hypot(x2 - x1, y2 - y1);
      let text = this.app.say(edge.label);
      if ([...text].length > 34) text = `${[...text].slice(0, 32).join("")}…`;
      const width = this.measure(text) * px;
      if (length < Math.min(width, 60) || !text) return null;
      const along = this.app.model.edges.get(edge.id).twin ? 0.38 : 0.5;
      const x = x1 + (x2 - x1) * along;
      const y = y1 + (y2 - y1) * along;
      return { text, x, y, box: [x - width / 2, y - px * 0.6, x + width / 2, y + px * 0.6] };
    }

    // What is at a place on the drawing: a node, if none a name, if none an edge.
    pick(point) {
      const scale = this.scale();
      const { x, y } = this.net.DOMtoCanvas(point);
      const reach = (this.coarse ? 16 : 6) / scale;
      let best = null;
      for (const id of this.app.shown.nodes) {
        const node = this.net.body.nodes[id];
        const far = Math.hypot(node.x - x, node.y - y) - node.options.size;
        if (far < reach && (!best || far < best.far)) best = { node: id, far };
      }
      if (best) return { node: best.node };
      const named = this.names.find(
        ({ box }) => point.x > box[0] && point.x < box[2] && point.y > box[1] && point.y < box[3],
      );
      if (named) return { node: named.id };
      return this.pickEdge(x, y, 6 / scale);
    }

    pickEdge(x, y, reach) {
      let best = null;
      for (const id of this.app.shown.edges) {
        const edge = this.app.model.edges.get(id);
        const far = shapes.distance(x, y, this.net.body.nodes[edge.from], this.net.body.nodes[edge.to]);
        if (far < reach && (!best || far < best.far)) best = { edge: id, far };
      }
      return best ? { edge: best.edge } : {};
    }

    // Tells the app what the pointer does.
    follow() {
      const { app, net, box } = this;
      const at = (event) => {
        const { left, top } = box.getBoundingClientRect();
        return { x: event.clientX - left, y: event.clientY - top };
      };
      let waiting = null;
      box.addEventListener("pointermove", (event) => {
        if (event.pointerType === "touch") return;
        const asked = waiting;
        waiting = at(event);
        if (asked) return;
        requestAnimationFrame(() => {
          const found = waiting && !this.moving ? this.pick(waiting) : null;
          waiting = null;
          if (found) {
            box.classList.toggle("on", Boolean(found.node || found.edge !== undefined));
            app.hover(found);
          }
        });
      });
      box.addEventListener("pointerleave", () => {
        waiting = null;
        app.hover({});
      });
      net.on("click", ({ pointer }) => app.click(this.pick(pointer.DOM)));
      box.addEventListener("dblclick", (event) => app.doubleClick(this.pick(at(event))));
      net.on("dragStart", () => (this.moving = true));
      net.on("dragEnd", () => {
        this.moving = false;
        net.unselectAll();
        app.moved();
      });
      net.on("zoom", () => app.moved());
    }

    fit(ids = this.app.shown.nodes, { calm = false, most: nearest = 1.4 } = {}) {
      const boxes = [...ids].map((id) => {
        const { x, y } = this.place(id);
        const size = this.app.model.nodes.get(id).size + 20;
        return [x - size, y - size, x + size, y + size];
      });
      if (!boxes.length) return;
      const least = (n) => boxes.reduce((best, box) => Math.min(best, box[n]), Infinity);
      const most = (n) => boxes.reduce((best, box) => Math.max(best, box[n]), -Infinity);
      const [left, top, right, bottom] = [least(0), least(1), most(2), most(3)];
      const { inset } = this;
      // Names at the edge need some room beside their nodes.
      const names = this.app.small() ? 24 : 60;
      const width = Math.max(80, this.box.clientWidth - inset.left - inset.right - names);
      const height = Math.max(80, this.box.clientHeight - inset.top - inset.bottom - 24);
      const scale = Math.min(width / (right - left), height / (bottom - top), nearest);
      this.move({ position: this.middled({ x: (left + right) / 2, y: (top + bottom) / 2 + 12 / scale }, scale), scale }, calm);
    }

    // Where to look so that a place is in the middle of what nothing lies on.
    middled({ x, y }, scale) {
      const { left, right, top, bottom } = this.inset;
      return { x: x + (right - left) / 2 / scale, y: y + (bottom - top) / 2 / scale };
    }

    get inset() {
      return this.app.inset();
    }

    move(view, calm = false) {
      const still = calm || matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.net.moveTo({ ...view, animation: still ? false : { duration: 250, easingFunction: "easeInOutQuad" } });
    }

    zoom(factor) {
      const scale = Math.min(Math.max(this.scale() * factor, 0.02), 8);
      this.move({ position: this.net.getViewPosition(), scale });
      return Number(scale.toFixed(3));
    }

    // Moves only if some of these nodes cannot be seen: as near as now if they have room so.
    inSight(ids) {
      const { inset } = this;
      const points = [...ids].map((id) => this.net.canvasToDOM(this.place(id)));
      const seen = ({ x, y }) =>
        x > inset.left && x < this.box.clientWidth - inset.right && y > inset.top && y < this.box.clientHeight - inset.bottom;
      if (!points.every(seen)) this.fit(ids, { calm: true, most: this.scale() });
    }

    // Brings a node into view, and near enough to read what is around it.
    show(id) {
      const scale = Math.max(this.scale(), Math.min(0.9, this.scale() * 1.6));
      this.move({ position: this.middled(this.place(id), scale), scale });
    }
  }

  window.sygraph.Drawing = Drawing;
}
