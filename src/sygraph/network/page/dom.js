// Create elements from text only, so that no label is read as markup or code.
"use strict";

window.sygraph ??= {};
{
  const SVG = "http://www.w3.org/2000/svg";

  // A function is an event listener, a boolean sets or omits an attribute, null is not a child.
  function filled(made, attributes, children) {
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === "function") made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return made;
  }

  function element(name, attributes = {}, ...children) {
    return filled(document.createElement(name), attributes, children);
  }

  function vector(name, attributes = {}, ...children) {
    return filled(document.createElementNS(SVG, name), attributes, children);
  }

  const rounded = (number) => Number(number.toFixed(1));

  function corners(count, turn, x, y, radius) {
    const points = [];
    for (let n = 0; n < count; n += 1) {
      const angle = turn + (2 * Math.PI * n) / count;
      points.push(`${rounded(x + radius * Math.cos(angle))},${rounded(y + radius * Math.sin(angle))}`);
    }
    return points.join(" ");
  }

  // The outline of a node, as in vis-network.
  function outline(shape, x, y, radius, attributes = {}) {
    const up = -Math.PI / 2;
    const side = rounded(2 * radius);
    if (shape === "square") {
      return vector("rect", { x: rounded(x - radius), y: rounded(y - radius), width: side, height: side, ...attributes });
    }
    const polygons = {
      diamond: () => corners(4, up, x, y, radius),
      triangle: () => corners(3, up, x, y + 0.275 * radius, 1.15 * radius),
      triangleDown: () => corners(3, -up, x, y - 0.275 * radius, 1.15 * radius),
      hexagon: () => corners(6, 0, x, y, radius),
    };
    if (polygons[shape]) return vector("polygon", { points: polygons[shape](), ...attributes });
    return vector("circle", { cx: rounded(x), cy: rounded(y), r: rounded(radius), ...attributes });
  }

  // A small icon with the shape and colour of a node.
  function mark(shape, colour) {
    const radius = shape === "dot" || shape === "diamond" ? 6 : 5;
    return vector(
      "svg",
      { class: "mark", viewBox: "-7 -7 14 14", "aria-hidden": "true" },
      outline(shape, 0, 0, radius, { fill: colour }),
    );
  }

  // A text with the first occurrence of each word highlighted; overlapping ranges merge.
  function marked(text, words) {
    const spans = words
      .filter(Boolean)
      .map((word) => [text.indexOf(word), word.length])
      .filter(([start]) => start >= 0)
      .map(([start, length]) => [start, start + length])
      .sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const parts = [];
    let place = 0;
    for (const [start, end] of spans) {
      if (end <= place) continue;
      parts.push(text.slice(place, Math.max(start, place)));
      parts.push(element("mark", {}, text.slice(Math.max(start, place), end)));
      place = end;
    }
    parts.push(text.slice(place));
    return parts.filter((part) => part !== "");
  }

  Object.assign(window.sygraph, { element, vector, outline, mark, marked });
}
