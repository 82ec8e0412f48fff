// The text on the drawing: labels of nodes if there is room, and labels of edges.
"use strict";

{
  const { labels, Camera } = window.sygraph;
  const FEW = 60; // edges, up to which their words are always written
  const NEAR = 1.1; // the scale from which on they are

  class Lettering extends Camera {
    constructor(app, box) {
      super(app, box);
      this.names = []; // those that are written now, and where
    }

    // Nodes grow less than the zoom, and never vanish.
    dotScale(scale = this.scale()) {
      return Math.min(Math.max(scale, 0.3), 1.5);
    }

    // The font size of a label at a scale.
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

    // The labels that have room, in pixels of the surface.
    placeNames({ scale, toSurface, bounds, lit, most }) {
      const items = [];
      const { shown } = this.app;
      for (const node of this.app.byWeight()) {
        if (!shown.nodes.has(node.id) || (lit && !lit.nodes.has(node.id))) continue;
        const [x, y] = toSurface(this.place(node.id));
        if (x < bounds[0] - 80 || x > bounds[2] + 80 || y < bounds[1] - 40 || y > bounds[3] + 40) continue;
        if (items.length > 3 * most) break; // the others find no room
        const must = lit ? lit.nodes.size < 30 || node.id === lit.first : node.font > 18;
        const { lines, width } = this.wrap(node, { long: node.id === lit?.first });
        const radius = node.size * this.dotScale(scale);
        const bold = node.id === lit?.first || node.id === this.chosen ? 1.1 : 1;
        items.push({ id: node.id, x, y, radius, px: this.px(node, scale), lines, width: width * bold, must });
      }
      if (lit?.first) items.sort((a, b) => (b.id === lit.first) - (a.id === lit.first));
      return labels.placed(items, bounds, most);
    }

    drawName(context, { id, lines, px, align, anchor, top }) {
      const first = id === this.lit?.first || id === this.chosen;
      context.font = `${first ? "600 " : ""}${px}px ${this.face}`;
      context.textAlign = align;
      context.textBaseline = "top";
      context.lineJoin = "round";
      context.lineWidth = Math.max(3, px / 4);
      context.strokeStyle = this.colours.ground;
      context.fillStyle = this.colours.ink;
      const more = this.app.shown.folded.get(id);
      lines.forEach((line, n) => {
        const text = more && n === lines.length - 1 ? `${line} +${more}` : line;
        const y = top + n * px * 1.2 + px * 0.1;
        context.strokeText(text, anchor, y);
        context.fillText(text, anchor, y);
      });
    }

    // Highlighted edges have labels; all edges have labels if they are few or large.
    edgesWithLabels() {
      const { shown } = this.app;
      const edges = this.lit ? this.lit.edges : shown.edges;
      return edges.size <= FEW || (this.scale() > NEAR && !this.moving) ? [...edges] : [];
    }

    drawEdgeLabels(context, toSurface, bounds) {
      const px = 11;
      const boxes = [...this.names.map(({ box }) => box), ...this.dotBoxes(toSurface)];
      for (const id of this.edgesWithLabels()) {
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
        context.strokeStyle = this.colours.ground;
        context.fillStyle = this.colours.soft;
        context.strokeText(spot.text, spot.x, spot.y);
        context.fillText(spot.text, spot.x, spot.y);
      }
    }

    dotBoxes(toSurface, scale = this.scale()) {
      return [...this.app.shown.nodes].map((id) => {
        const [x, y] = toSurface(this.place(id));
        const radius = this.app.model.nodes.get(id).size * this.dotScale(scale);
        return [x - radius, y - radius, x + radius, y + radius];
      });
    }

    // The place of the label of an edge: on its line, if it is long enough.
    wordsOn(edge, toSurface, px) {
      const [x1, y1] = toSurface(this.place(edge.from));
      const [x2, y2] = toSurface(this.place(edge.to));
      const length = Math.hypot(x2 - x1, y2 - y1);
      let text = this.app.inLanguage(edge.label);
      if ([...text].length > 34) text = `${[...text].slice(0, 32).join("")}…`;
      const width = this.measure(text) * px;
      if (length < Math.min(width, 60) || !text) return null;
      const along = this.app.model.edges.get(edge.id).twin ? 0.38 : 0.5;
      const x = x1 + (x2 - x1) * along;
      const y = y1 + (y2 - y1) * along;
      return { text, x, y, box: [x - width / 2, y - px * 0.6, x + width / 2, y + px * 0.6] };
    }
  }

  window.sygraph.Lettering = Lettering;
}
