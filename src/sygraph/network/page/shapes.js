// Plane geometry: hulls around groups, and the distance of a point from a line.
"use strict";

{
  // The points that are close to their centre.
  function core(points) {
    const middle = (key) => points.map((point) => point[key]).sort((a, b) => a - b)[points.length >> 1];
    const [x, y] = [middle("x"), middle("y")];
    const far = (point) => Math.hypot(point.x - x, point.y - y);
    const usual = points.map(far).sort((a, b) => a - b)[points.length >> 1] || 1;
    return points.filter((point) => far(point) <= 2.2 * usual);
  }

  // The convex hull of points, by Andrew's monotone chain algorithm.
  function hull(points) {
    const sorted = points.map(({ x, y }) => [x, y]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
    const half = (row) => {
      const chain = [];
      for (const point of row) {
        while (chain.length > 1 && turn(chain.at(-2), chain.at(-1), point) <= 0) chain.pop();
        chain.push(point);
      }
      return chain.slice(0, -1);
    };
    return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.reverse())];
  }

  // The hull of a group, enlarged, with more corners; null for fewer than three points.
  function outlineOf(points, room) {
    const corners = hull(core(points));
    if (corners.length < 3) return null;
    const x = corners.reduce((sum, corner) => sum + corner[0], 0) / corners.length;
    const y = corners.reduce((sum, corner) => sum + corner[1], 0) / corners.length;
    return corners.map(([cx, cy]) => {
      const far = Math.hypot(cx - x, cy - y) || 1;
      return [cx + ((cx - x) / far) * room, cy + ((cy - y) / far) * room];
    });
  }

  function distance(x, y, a, b) {
    const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2 || 1;
    const along = Math.min(1, Math.max(0, ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / length));
    return Math.hypot(x - a.x - along * (b.x - a.x), y - a.y - along * (b.y - a.y));
  }

  // The distance from a quadratic curve, of which so many straight pieces stand for it.
  function distanceFromCurve(x, y, a, c, b, pieces) {
    const points = Array.from({ length: pieces + 1 }, (_, n) => window.sygraph.routes.pointAt(a, c, b, n / pieces));
    return points.slice(1).reduce((best, point, n) => Math.min(best, distance(x, y, points[n], point)), Infinity);
  }

  // Whether a straight line enters a box (Liang and Barsky's clipping).
  function crosses([x1, y1], [x2, y2], [left, top, right, bottom]) {
    let [first, last] = [0, 1];
    for (const [step, low, high] of [[x2 - x1, left - x1, right - x1], [y2 - y1, top - y1, bottom - y1]]) {
      if (!step && (low > 0 || high < 0)) return false;
      if (!step) continue;
      const ends = [low / step, high / step].sort((a, b) => a - b);
      first = Math.max(first, ends[0]);
      last = Math.min(last, ends[1]);
    }
    return first < last;
  }

  window.sygraph.shapes = { outlineOf, distanceFromCurve, crosses };
}
