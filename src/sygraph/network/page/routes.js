// The course of edges: a straight line or, where that would pass through a third node, a curve around it.
"use strict";

{
  const CELL = 3; // the width of the cells in which nodes are looked up
  const CLEAR = 5; // the distance of a curve from a third node
  const MOST_CELLS = 4e6;
  // The courses to try: the distance of the middle of a curve from the straight line, and how far its
  // control point leans towards the end, both as shares of its length.
  const BENDS = [0, ...Array.from({ length: 18 }, (_, n) => 0.05 * (n + 1)).flatMap((bend) => [bend, -bend])];
  const COURSES = [0, 0.35, -0.35].flatMap((lean) => BENDS.filter((bend) => bend || !lean).map((bend) => ({ bend, lean })));
  const STEP = 8; // between two points that are looked up; shorter than any line through a node and its border
  const BUDGET = 3e7; // points; a very large network then tries only a few courses for each edge
  const FEW = 5;

  // The control point of the quadratic curve between two points.
  function control(a, b, { bend, lean }) {
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    return { x: (a.x + b.x) / 2 + lean * dx - 2 * bend * dy, y: (a.y + b.y) / 2 + lean * dy + 2 * bend * dx };
  }

  function pointAt(a, c, b, t) {
    const [p, q, r] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    return { x: p * a.x + q * c.x + r * b.x, y: p * a.y + q * c.y + r * b.y };
  }

  // A grid in which each cell has the number of the node that covers it, or 0.
  class Cover {
    constructor(discs) {
      const least = (key) => discs.reduce((best, disc) => Math.min(best, disc[key] - disc.radius), Infinity);
      const most = (key) => discs.reduce((best, disc) => Math.max(best, disc[key] + disc.radius), -Infinity);
      [this.left, this.top] = [least("x"), least("y")];
      const [wide, high] = [most("x") - this.left, most("y") - this.top];
      this.cell = Math.max(CELL, Math.sqrt((wide * high) / MOST_CELLS));
      this.columns = Math.ceil(wide / this.cell) + 1;
      this.rows = Math.ceil(high / this.cell) + 1;
      this.budget = BUDGET;
      this.owner = new Int32Array(this.columns * this.rows);
      discs.forEach((disc, number) => this.mark(disc, number + 1));
    }

    mark({ x, y, radius }, number) {
      const { cell, left, top, columns } = this;
      for (let row = Math.max(0, Math.floor((y - radius - top) / cell)); row <= (y + radius - top) / cell; row += 1) {
        for (let column = Math.max(0, Math.floor((x - radius - left) / cell)); column <= (x + radius - left) / cell; column += 1) {
          const [dx, dy] = [left + (column + 0.5) * cell - x, top + (row + 0.5) * cell - y];
          if (dx * dx + dy * dy <= radius * radius) this.owner[row * columns + column] = number;
        }
      }
    }

    // How many points of a curve are in nodes that are not its ends; it stops counting at a number.
    hits(a, c, b, from, to, enough) {
      const { owner, columns, rows, cell, left, top } = this;
      const length = Math.hypot(c.x - a.x, c.y - a.y) + Math.hypot(b.x - c.x, b.y - c.y);
      const steps = Math.ceil(length / STEP);
      let found = 0;
      for (let n = 1; n < steps; n += 1) {
        const t = n / steps;
        const [p, q, r] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
        const column = Math.floor((p * a.x + q * c.x + r * b.x - left) / cell);
        const row = Math.floor((p * a.y + q * c.y + r * b.y - top) / cell);
        if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
        const node = owner[row * columns + column];
        if (!node || node === from || node === to) continue;
        found += 1;
        if (found >= enough) break;
      }
      this.budget -= steps;
      return found;
    }
  }

  // The courses of edges between nodes, each computed when it is asked for. Edges between the same two
  // nodes have different ones, if there is room.
  class Router {
    constructor(nodes, place, radius) {
      this.place = place;
      this.number = new Map(nodes.map((id, n) => [id, n + 1]));
      this.cover = new Cover(nodes.map((id) => ({ ...place(id), radius: radius(id) + CLEAR })));
      this.taken = new Map(); // the bends between two nodes, seen from the first of them
      this.courses = new Map();
      this.crossing = 0; // how many of them lead through a third node, as no free one was found
    }

    course(edge) {
      if (!this.courses.has(edge.id)) this.courses.set(edge.id, this.find(edge));
      return this.courses.get(edge.id);
    }

    find({ from, to }) {
      const [a, b] = [this.place(from), this.place(to)];
      const pair = from < to ? `${from} ${to}` : `${to} ${from}`;
      if (!this.taken.has(pair)) this.taken.set(pair, []);
      const taken = this.taken.get(pair);
      const side = from < to ? 1 : -1;
      let best = null;
      for (const course of this.cover.budget > 0 ? COURSES : COURSES.slice(0, FEW)) {
        const shared = taken.some((other) => Math.abs(other - side * course.bend) < 0.04);
        if (shared && best?.shared && !best.hits) continue;
        const enough = best ? Math.max(best.hits, 1) : Infinity;
        const hits = this.cover.hits(a, control(a, b, course), b, this.number.get(from), this.number.get(to), enough);
        if (!best || hits < best.hits || (!hits && best.shared)) best = { course, hits, shared };
        if (!hits && !shared) break;
      }
      taken.push(side * best.course.bend);
      if (best.hits) this.crossing += 1;
      return best.course;
    }
  }

  window.sygraph.routes = { control, pointAt, Router };
}
