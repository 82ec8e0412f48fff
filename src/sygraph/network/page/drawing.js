// The drawing: vis-network draws nodes and moves the view; edges, highlights and labels are drawn here.
"use strict";

{
  const { shapes, routes, positions, Lettering } = window.sygraph;
  const LARGE = 1500; // nodes; a larger drawing hides edges and labels while it moves
  const DIM = 0.78; // the opacity of the background colour over what is not highlighted

  class Drawing extends Lettering {
    constructor(app, box) {
      super(app, box);
      this.lit = null;
      this.moving = false;
      this.colours = {};
      this.large = app.model.nodes.size > LARGE;
      this.coarse = matchMedia("(pointer: coarse)").matches;
      this.readColours();
      this.arrange();
      const nodes = [...app.model.nodes.values()].map((node) => this.dot(node));
      this.net = new vis.Network(box, { nodes, edges: [] }, this.options());
      this.extent = [box.clientWidth, box.clientHeight];
      this.context = box.querySelector("canvas").getContext("2d");
      this.net.on("afterDrawing", (context) => this.drawOver(context));
      this.net.on("beforeDrawing", (context) => this.drawUnder(context));
      this.follow();
    }

    options() {
      return {
        physics: false,
        autoResize: false,
        layout: { improvedLayout: false },
        interaction: {
          hover: false,
          selectable: false,
          dragNodes: !this.coarse,
          hideEdgesOnDrag: this.large,
          zoomSpeed: 0.7,
        },
        nodes: { borderWidth: 1.5, shape: "dot" },
      };
    }

    dot(node) {
      const { id } = node;
      const { x, y } = this.turned(this.places.get(id) || { x: 0, y: 0 });
      return { id, x, y, shape: this.app.family(node.family).shape, size: this.app.size(node), color: this.colour(node) };
    }

    // Compute the positions; true if the view shows another layout than before.
    arrange() {
      const { shown } = this.app;
      const was = this.layout;
      this.layout = shown.ways ? `path ${shown.ways}` : shown.story ? "story" : "all";
      this.places = positions(this.app);
      this.upright = this.uprightStretch();
      return was !== this.layout;
    }

    // Keep the size of nodes and edges on the screen almost independent of the zoom.
    adapt() {
      const scale = this.scale();
      if (scale === this.adapted) return;
      this.adapted = scale;
      const times = this.dotScale() / scale;
      for (const [id, node] of Object.entries(this.net.body.nodes)) {
        node.options.size = this.app.size(this.app.model.nodes.get(id)) * times;
      }
    }

    colour(node) {
      return { background: this.app.colour(node), border: this.colours.ground };
    }

    // The browser resolves custom properties only on an element.
    readColours() {
      const probe = window.sygraph.element("i", { hidden: true });
      this.box.append(probe);
      for (const name of ["ground", "ink", "soft", "edge", "accent", "line"]) {
        probe.style.color = `var(--${name})`;
        this.colours[name] = getComputedStyle(probe).color;
      }
      probe.remove();
      this.face = getComputedStyle(this.box).fontFamily;
      this.measure = window.sygraph.labels.measurer(this.face);
      this.wraps = new Map();
    }

    // Hide and show nodes and edges by the state; nodes move only if the layout is another one.
    refresh({ colours = false } = {}) {
      const { shown } = this.app;
      if (colours) this.readColours();
      const moved = this.arrange();
      for (const [id, node] of Object.entries(this.net.body.nodes)) {
        if (this.places.has(id)) Object.assign(node, this.turned(this.places.get(id)));
        node.options.hidden = !shown.nodes.has(id);
        if (colours) Object.assign(node.options.color, this.colour(this.app.model.nodes.get(id)));
      }
      this.net._updateVisibleIndices(); // vis-network draws the nodes in this index
      this.adapted = null;
      this.router = null;
      if (moved) this.fit();
      this.redraw();
    }

    // The visible edges, without the links of hubs unless they are highlighted.
    drawnEdges() {
      const { edges, spokes } = this.app.shown;
      const found = [...edges].filter((id) => !spokes.has(id));
      return found.map((id) => this.app.model.edges.get(id));
    }

    // The course of an edge: its ends, and the control point of the curve.
    course(edge) {
      const { model, shown } = this.app;
      if (!this.router) {
        const radius = (id) => this.app.size(model.nodes.get(id));
        this.router = new routes.Router([...shown.nodes], (id) => this.place(id), radius);
      }
      const [a, b] = [this.place(edge.from), this.place(edge.to)];
      const course = this.router.course(edge);
      return { a, b, bend: course.bend, c: routes.control(a, b, course) };
    }

    // Draw once in the next frame; the redraw of vis-network is immediate.
    redraw() {
      this.net.body.emitter.emit("_requestRedraw");
    }

    add({ nodes }) {
      this.net.body.data.nodes.add(nodes.map((node) => this.dot(node)));
    }

    // Follow the size of the element; the top left corner of the drawing stays where it is.
    resize() {
      const { clientWidth, clientHeight } = this.box;
      const [wide, high] = this.extent;
      if (!clientWidth || (clientWidth === wide && clientHeight === high)) return;
      this.extent = [clientWidth, clientHeight];
      const corner = this.net.DOMtoCanvas({ x: 0, y: 0 });
      const scale = this.scale();
      this.net.setSize("100%", "100%");
      this.move({ position: { x: corner.x + clientWidth / 2 / scale, y: corner.y + clientHeight / 2 / scale }, scale }, true);
      this.net.redraw();
    }

    // Highlight some nodes and edges, and dim the others; null highlights all. The selected node has a ring.
    light(lit, chosen = null) {
      this.lit = lit;
      this.chosen = chosen;
      this.redraw();
    }

    // The hulls of the communities, without distant nodes, if the legend shows communities.
    hulls() {
      const { state, model, shown } = this.app;
      if (state.by !== "community") return [];
      const groups = new Map();
      for (const node of model.order) {
        if (!shown.nodes.has(node.id)) continue;
        if (!groups.has(node.community)) groups.set(node.community, []);
        groups.get(node.community).push(this.place(node.id));
      }
      return [...groups]
        .map(([id, points]) => ({ corners: shapes.outlineOf(points, 20), colour: this.app.groupColour(id) }))
        .filter(({ corners }) => corners);
    }

    // Draw communities as areas with round corners, and the edges.
    drawUnder(context) {
      this.adapt();
      this.drawHulls(context);
      if (this.moving && this.large) return;
      const edges = this.drawnEdges();
      this.drawEdges(context, edges, {
        colour: this.colours.edge,
        width: 1.1,
        // More edges are fainter.
        opacity: Math.max(0.45, 0.9 - edges.length / 900),
        heads: !this.large,
      });
    }

    drawHulls(context) {
      for (const { corners, colour } of this.hulls()) {
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
        context.fillStyle = this.colours.ground;
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
      this.names = this.placeNames({ scale: this.scale(), toSurface, bounds, lit: this.lit, most: 300 });
      this.edgeNames = this.placeEdgeLabels(toSurface, bounds);
      for (const name of this.edgeNames) this.drawEdgeLabel(context, name);
      for (const name of this.names) this.drawName(context, name);
      context.restore();
      this.app.sayCrossing(this.router?.crossing ?? 0);
    }

    drawLit(context) {
      const { nodes } = this.net.body;
      const edges = this.litEdges();
      const { strong } = this.lit;
      this.drawEdges(context, edges, {
        colour: this.colours[strong ? "accent" : "soft"],
        width: strong ? 2.2 : 1.4,
        opacity: strong ? 0.9 : Math.max(0.3, 0.9 - edges.length / 400),
        heads: true,
      });
      for (const id of this.lit.nodes) {
        if (nodes[id] && !nodes[id].options.hidden) nodes[id].draw(context);
      }
    }

    litEdges() {
      const { model, shown } = this.app;
      return [...this.lit.edges].filter((id) => shown.edges.has(id)).map((id) => model.edges.get(id));
    }

    // The visible part of an edge: from border to border of its nodes, with the place of the arrowhead.
    stroke(edge) {
      const { a, b, c, bend } = this.course(edge);
      const times = this.dotScale() / this.scale();
      const radius = (id) => this.app.size(this.app.model.nodes.get(id)) * times;
      const cut = (from, far) => {
        const length = Math.hypot(c.x - from.x, c.y - from.y) || 1;
        const share = Math.min(1, far / length);
        return { x: from.x + (c.x - from.x) * share, y: from.y + (c.y - from.y) * share };
      };
      const gap = 1.5 / this.scale();
      return { a: cut(a, radius(edge.from)), b: cut(b, radius(edge.to) + (edge.both ? 0 : gap)), c, bend };
    }

    drawEdges(context, edges, { colour, width, opacity, heads }) {
      const pixel = 1 / this.scale();
      context.save();
      context.globalAlpha = opacity;
      context.strokeStyle = colour;
      context.fillStyle = colour;
      context.lineWidth = width * pixel;
      const lines = new Path2D();
      const arrows = new Path2D();
      for (const edge of edges) {
        const { a, b, c, bend } = this.stroke(edge);
        lines.moveTo(a.x, a.y);
        if (bend) lines.quadraticCurveTo(c.x, c.y, b.x, b.y);
        else lines.lineTo(b.x, b.y);
        if (!heads || edge.both) continue;
        const [first, ...rest] = arrowhead(c, b, (3.5 + 2 * width) * pixel);
        arrows.moveTo(first.x, first.y);
        for (const { x, y } of rest) arrows.lineTo(x, y);
        arrows.closePath();
      }
      context.stroke(lines);
      context.fill(arrows);
      context.restore();
    }

    ring(context, id) {
      const node = this.net.body.nodes[id];
      if (!node || node.options.hidden) return;
      context.save();
      context.beginPath();
      context.arc(node.x, node.y, node.options.size + 4 / this.scale(), 0, 2 * Math.PI);
      context.strokeStyle = this.colours.accent;
      context.lineWidth = 2.5 / this.scale();
      context.stroke();
      context.restore();
    }

    // The node, label or edge at a point of the drawing.
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
      for (const edge of this.lit ? [...this.drawnEdges(), ...this.litEdges()] : this.drawnEdges()) {
        const { a, b, c, bend } = this.course(edge);
        const far = shapes.distanceFromCurve(x, y, a, c, b, bend ? 12 : 1);
        if (far < reach && (!best || far < best.far)) best = { edge: edge.id, far };
      }
      return best ? { edge: best.edge } : {};
    }

    // Report pointer events to the view.
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
      // The first click of a double click can move the drawing, so use what it hit.
      const pressed = [{}, {}];
      const press = (event) => {
        pressed.shift();
        pressed.push(this.pick(at(event)));
      };
      box.addEventListener("pointerdown", press, { capture: true });
      app.root.addEventListener("dblclick", ({ target }) => {
        // The panel may have opened under the pointer.
        if (box.contains(target) || target === app.root) app.doubleClick(pressed.find(({ node }) => node) || {});
      });
      net.on("dragStart", () => (this.moving = true));
      net.on("dragEnd", ({ nodes: [dragged] }) => {
        this.moving = false;
        net.unselectAll();
        app.moved(dragged);
      });
      new ResizeObserver(() => this.resize()).observe(box);
      net.on("zoom", () => app.moved());
    }
  }

  // The corners of an arrowhead at the end of a line that comes from another point.
  function arrowhead(from, { x, y }, size) {
    const turn = Math.atan2(y - from.y, x - from.x);
    const corner = (angle) => ({ x: x - size * Math.cos(turn + angle), y: y - size * Math.sin(turn + angle) });
    return [{ x, y }, corner(0.4), corner(-0.4)];
  }

  Object.assign(window.sygraph, { Drawing, arrowhead });
}
