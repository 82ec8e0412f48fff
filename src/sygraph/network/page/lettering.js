// The text on the drawing: labels of nodes if there is room, and labels of edges.
"use strict";

{
  const { labels, routes, shapes, Camera } = window.sygraph;
  const FEW = 60; // edges, up to which their words are always written
  const NEAR = 1.1; // the scale from which on they are
  const CROSSED = 160; // edges, up to which labels avoid them
  const EDGE_PX = 11; // the font size of their words

  class Lettering extends Camera {
    constructor(app, box) {
      super(app, box);
      this.names = []; // those that are written now, and where
    }

    // Nodes grow less than the zoom, and never vanish.
    dotScale(scale = this.scale()) {
      return Math.min(Math.max(scale, 0.25), 1.5);
    }

    // The font size of a label at a scale.
    px(node, scale) {
      const weight = node.font ? Math.min(1, Math.max(0, (node.font - 13) / 28)) : 0;
      return Math.min(Math.max(11 + 4 * weight, (node.font || 14) * scale), 13 + 11 * weight);
    }

    // A text in lines of so many ems.
    lines(text, width) {
      return labels.wrapped(this.measure, text, width, 9).lines;
    }

    wrap(node, { long = false } = {}) {
      const key = `${long} ${node.id}`;
      if (!this.wraps.has(key)) {
        const text = this.app.short(node);
        this.wraps.set(key, labels.wrapped(this.measure, text, long ? 18 : 12, long ? 5 : 3));
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
        const must = shown.ways || lit ? lit.nodes.size < 30 || node.id === lit.first : node.font > 18;
        const { lines, width } = this.wrap(node, { long: node.id === lit?.first });
        const ring = node.id === this.chosen ? 5 : 0;
        const radius = this.app.size(node) * this.dotScale(scale) + ring;
        const bold = node.id === lit?.first || node.id === this.chosen ? 1.1 : 1;
        items.push({ id: node.id, x, y, radius, px: this.px(node, scale), lines, width: width * bold, must });
      }
      const first = (item) => Number(item.must) + 2 * Number(item.id === lit?.first);
      items.sort((a, b) => first(b) - first(a));
      const taken = [...this.dotBoxes(toSurface, scale), ...this.app.controls().map((box) => ({ id: null, box }))];
      return labels.placed(items, taken, bounds, { most, crossings: this.crossings(toSurface) });
    }

    // A function that counts the edges that cross a box; none where there are many edges.
    crossings(toSurface) {
      const edges = this.lit ? this.litEdges() : this.drawnEdges();
      if (edges.length > CROSSED) return undefined;
      const courses = edges.map((edge) => {
        const { a, b, c, bend } = this.course(edge);
        const pieces = bend ? 8 : 1;
        return Array.from({ length: pieces + 1 }, (_, n) => toSurface(routes.pointAt(a, c, b, n / pieces)));
      });
      return (box) => courses.filter((points) => points.some((point, n) => n && shapes.crosses(points[n - 1], point, box))).length;
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
      const edges = this.lit ? this.litEdges() : this.drawnEdges();
      return edges.length <= FEW || shown.ways || (this.scale() > NEAR && !this.moving) ? edges : [];
    }

    // The labels of edges that have room, in pixels of the surface.
    placeEdgeLabels(toSurface, bounds) {
      const boxes = [...this.names, ...this.dotBoxes(toSurface)].map(({ box }) => box).concat(this.app.controls());
      const found = [];
      const free = ({ box: [left, top, right, bottom] }) =>
        right > bounds[0] && left < bounds[2] && bottom > bounds[1] && top < bounds[3] &&
        !boxes.some((box) => left < box[2] && right > box[0] && top < box[3] && bottom > box[1]);
      for (const edge of this.edgesWithLabels()) {
        const spot = this.wordsOn(edge, toSurface).find(free);
        if (!spot) continue;
        boxes.push(spot.box);
        found.push(spot);
      }
      return found;
    }

    // The background hides the line behind the words.
    drawEdgeLabel(context, { lines, anchor, top, px, box: [left, , right, bottom] }) {
      context.fillStyle = this.colours.ground;
      context.fillRect(left - 2, top - 1, right - left + 4, bottom - top + 2);
      context.font = `${px}px ${this.face}`;
      context.textAlign = "center";
      context.textBaseline = "top";
      context.fillStyle = this.colours.soft;
      lines.forEach((line, n) => context.fillText(line, anchor, top + n * px * 1.2 + px * 0.1));
    }

    dotBoxes(toSurface, scale = this.scale()) {
      return [...this.app.shown.nodes].map((id) => {
        const [x, y] = toSurface(this.place(id));
        const radius = this.app.size(this.app.model.nodes.get(id)) * this.dotScale(scale);
        return { id, box: [x - radius, y - radius, x + radius, y + radius] };
      });
    }

    // The places of the label of an edge, if its line is long enough: in the middle, or above or below it.
    wordsOn(edge, toSurface) {
      const px = EDGE_PX;
      const text = this.app.inLanguage(edge.label);
      const key = `edge ${edge.id}`;
      if (!this.wraps.has(key)) this.wraps.set(key, labels.wrapped(this.measure, text, 15, this.app.shown.ways ? 6 : 2));
      const { lines, width: ems } = this.wraps.get(key);
      const { a, b, c } = this.course(edge);
      const [[x1, y1], [x2, y2]] = [toSurface(a), toSurface(b)];
      const width = ems * px;
      if (!text || Math.hypot(x2 - x1, y2 - y1) < Math.min(width, 60)) return [];
      const [x, middle] = toSurface(routes.pointAt(a, c, b, 0.5));
      const high = lines.length * px * 1.2;
      return [0, -(high / 2 + 6), high / 2 + 6].map((off) => {
        const y = middle + off;
        return { id: edge.id, lines, px, align: "center", anchor: x, top: y - high / 2, box: [x - width / 2, y - high / 2, x + width / 2, y + high / 2] };
      });
    }
  }

  window.sygraph.Lettering = Lettering;
}
