// The drawing: vis-network draws nodes and edges; highlights and labels are drawn over them.
"use strict";

{
  const { shapes, Lettering } = window.sygraph;
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
          // More edges are fainter.
          color: { color: this.colours.edge, opacity: Math.max(0.16, 0.55 - this.app.model.edges.size / 1500), inherit: false },
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

    // Keep the size of nodes and edges on the screen almost independent of the zoom.
    adapt() {
      const scale = this.scale();
      if (scale === this.adapted) return;
      this.adapted = scale;
      const times = this.dotScale() / scale;
      for (const [id, node] of Object.entries(this.net.body.nodes)) {
        node.options.size = this.app.model.nodes.get(id).size * times;
      }
      for (const edge of Object.values(this.net.body.edges)) edge.options.width = 0.9 / scale;
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

    // Hide and show nodes and edges by the state; nothing moves.
    refresh({ colours = false } = {}) {
      const { shown } = this.app;
      if (colours) this.readColours();
      for (const [id, node] of Object.entries(this.net.body.nodes)) {
        node.options.hidden = !shown.nodes.has(id);
        if (colours) Object.assign(node.options.color, this.colour(this.app.model.nodes.get(id)));
      }
      for (const edge of Object.values(this.net.body.edges)) {
        edge.options.hidden = !shown.edges.has(edge.id);
        if (colours) edge.options.color.color = this.colours.edge;
      }
      this.net._updateVisibleIndices(); // vis-network draws the nodes and edges in this index
      this.redraw();
    }

    // Draw once in the next frame; the redraw of vis-network is immediate.
    redraw() {
      this.net.body.emitter.emit("_requestRedraw");
    }

    add({ nodes, edges }) {
      this.net.body.data.nodes.add(nodes.map((node) => this.dot(node)));
      this.net.body.data.edges.add(edges.map((edge) => this.line(edge)));
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

    // Draw communities as areas with round corners.
    drawUnder(context) {
      this.adapt();
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
      this.drawEdgeLabels(context, toSurface, bounds);
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
        context.strokeStyle = this.colours[this.lit.strong ? "accent" : "soft"];
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
      for (const id of this.app.shown.edges) {
        const edge = this.app.model.edges.get(id);
        const far = shapes.distance(x, y, this.net.body.nodes[edge.from], this.net.body.nodes[edge.to]);
        if (far < reach && (!best || far < best.far)) best = { edge: id, far };
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
      box.addEventListener("dblclick", () => app.doubleClick(pressed.find(({ node }) => node) || {}));
      net.on("dragStart", () => (this.moving = true));
      net.on("dragEnd", () => {
        this.moving = false;
        net.unselectAll();
        app.moved();
      });
      net.on("zoom", () => app.moved());
    }
  }

  window.sygraph.Drawing = Drawing;
}
