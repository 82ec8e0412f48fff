// Export the view as SVG, and as PNG from that SVG.
"use strict";

{
  const { vector, outline } = window.sygraph;
  const MARGIN = 40;
  const PLAIN = "font-family";

  // Remove control characters, which XML forbids, from a label.
  const clean = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");

  function words(text, attributes) {
    return vector("text", attributes, clean(text));
  }

  // The visible part as SVG: edges, nodes, labels as text, and the legend.
  function asSvg(view) {
    const { drawing, model, shown } = view;
    const colours = drawing.colours;
    const frame = extent(view);
    const scale = Math.min(2, Math.max(0.8, 900 / frame.width));
    const toSurface = ({ x, y }) => [(x - frame.left) * scale + MARGIN, (y - frame.top) * scale + MARGIN + 36];
    const width = frame.width * scale + 2 * MARGIN;
    const entries = view.data.families.filter((family) =>
      model.order.some((node) => node.family === family.id && shown.nodes.has(node.id)),
    );
    const perRow = Math.max(1, Math.floor((width - 2 * MARGIN) / 150));
    const drawn = frame.height * scale + 2 * MARGIN + 36;
    const height = drawn + Math.ceil(entries.length / perRow) * 22 + MARGIN;
    const names = drawing.placeNames({ scale, toSurface, bounds: [0, 0, width, drawn], lit: null, most: 2000 });
    return vector(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        viewBox: `0 0 ${width.toFixed(0)} ${height.toFixed(0)}`,
        width: width.toFixed(0),
        height: height.toFixed(0),
        [PLAIN]: drawing.face,
        lang: view.state.lang,
      },
      vector("title", {}, clean(view.title())),
      vector("defs", {}, arrow(colours)),
      vector("rect", { width: "100%", height: "100%", fill: colours.ground }),
      words(view.title(), { x: MARGIN, y: MARGIN, "font-size": 22, "font-weight": 600, fill: colours.ink }),
      vector("g", { stroke: colours.edge, "stroke-opacity": 0.45, "stroke-width": 1 }, lines(view, toSurface, scale)),
      vector("g", { stroke: colours.ground, "stroke-width": 1.5 }, dots(view, toSurface, scale)),
      vector("g", halo(colours, colours.soft, { "font-size": 9, "text-anchor": "middle" }), lineWords(view, toSurface, names, scale)),
      vector("g", halo(colours, colours.ink), names.flatMap(name)),
      vector("g", { fill: colours.ink, "font-size": 13 }, entries.map((family, n) => entry(view, family, n, perRow, drawn))),
    );
  }

  function extent({ drawing, model, shown }) {
    const boxes = [...shown.nodes].map((id) => {
      const { x, y } = drawing.place(id);
      const { size } = model.nodes.get(id);
      return [x - size, y - size, x + size, y + size + 30];
    });
    if (!boxes.length) boxes.push([0, 0, 400, 100]);
    const least = (n) => boxes.reduce((best, box) => Math.min(best, box[n]), Infinity);
    const most = (n) => boxes.reduce((best, box) => Math.max(best, box[n]), -Infinity);
    return { left: least(0), top: least(1), width: Math.max(most(2) - least(0), 300), height: most(3) - least(1) };
  }

  function halo(colours, fill, more = {}) {
    return {
      fill,
      stroke: colours.ground,
      "stroke-width": 3,
      "stroke-linejoin": "round",
      "paint-order": "stroke",
      ...more,
    };
  }

  // An edge ends at the border of its node, so that the arrow is visible.
  function lines({ drawing, model, shown }, toSurface, scale) {
    return [...shown.edges].map((id) => {
      const edge = model.edges.get(id);
      const [x1, y1] = toSurface(drawing.place(edge.from));
      const [x2, y2] = toSurface(drawing.place(edge.to));
      const back = Math.min(1, (model.nodes.get(edge.to).size * scale + 2) / (Math.hypot(x2 - x1, y2 - y1) || 1));
      const ends = { x1, y1, x2: x2 - (x2 - x1) * back, y2: y2 - (y2 - y1) * back };
      for (const key of Object.keys(ends)) ends[key] = ends[key].toFixed(1);
      return vector("line", { ...ends, "marker-end": edge.both ? null : "url(#arrow)" });
    });
  }

  function arrow(colours) {
    const box = { id: "arrow", viewBox: "0 0 6 6", refX: 6, refY: 3, markerWidth: 6, markerHeight: 6, orient: "auto" };
    return vector("marker", box, vector("path", { d: "M0 0 6 3 0 6z", fill: colours.edge, stroke: "none" }));
  }

  function dots(view, toSurface, scale) {
    const { drawing, model, shown } = view;
    return model.order
      .filter((node) => shown.nodes.has(node.id))
      .map((node) => {
        const [x, y] = toSurface(drawing.place(node.id));
        const shape = node.shape || view.family(node.family).shape;
        return outline(shape, x, y, node.size * scale, { fill: view.colour(node) });
      });
  }

  function name({ lines: rows, px, align, anchor, top }) {
    const anchors = { center: "middle", left: "start", right: "end" };
    return rows.map((row, n) =>
      words(row, {
        x: anchor.toFixed(1),
        y: (top + n * px * 1.2 + px * 0.95).toFixed(1),
        "font-size": px.toFixed(1),
        "text-anchor": anchors[align],
      }),
    );
  }

  function lineWords(view, toSurface, names, scale) {
    const boxes = [...names.map(({ box }) => box), ...view.drawing.dotBoxes(toSurface, scale)];
    return [...view.shown.edges].map((id) => {
      const spot = view.drawing.wordsOn(view.model.edges.get(id), toSurface, 9);
      const on = (box) => spot.box[0] < box[2] && spot.box[2] > box[0] && spot.box[1] < box[3] && spot.box[3] > box[1];
      if (!spot || boxes.some(on)) return null;
      boxes.push(spot.box);
      return words(spot.text, { x: spot.x.toFixed(1), y: (spot.y + 3).toFixed(1) });
    });
  }

  function entry(view, family, n, perRow, top) {
    const x = MARGIN + (n % perRow) * 150;
    const y = top + Math.floor(n / perRow) * 22;
    return [
      outline(family.shape, x + 6, y, 6, { fill: view.tone(family.colour) }),
      words(view.inLanguage(family.label), { x: x + 20, y: y + 5 }),
    ];
  }

  function svgText(view) {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(asSvg(view))}\n`;
  }

  function svgBlob(view) {
    return new Blob([svgText(view)], { type: "image/svg+xml" });
  }

  async function pngBlob(view) {
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(view))}`;
    await picture.decode();
    const times = Math.min(2, 8000 / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = picture.width * times;
    canvas.height = picture.height * times;
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  function save(blob, name) {
    const address = URL.createObjectURL(blob);
    window.sygraph.element("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  async function savePicture(view, kind) {
    save(await (kind === "png" ? pngBlob(view) : svgBlob(view)), `${view.fileName()}.${kind}`);
  }

  // Print always has light colours.
  function inLight(view, make) {
    const page = document.documentElement;
    const { theme } = page.dataset;
    page.dataset.theme = "light";
    view.dark = false;
    view.drawing.readColours();
    const made = make();
    if (theme) page.dataset.theme = theme;
    else delete page.dataset.theme;
    view.dress();
    view.drawing.readColours();
    return made;
  }

  // In print, the SVG replaces the drawing.
  function printable(view) {
    const sheet = window.sygraph.element("div", { class: "printed", "aria-hidden": "true" });
    window.addEventListener("beforeprint", () => sheet.replaceChildren(inLight(view, () => asSvg(view))));
    window.addEventListener("afterprint", () => {
      sheet.replaceChildren();
      view.applied(["theme"]); // the colours of the screen again
    });
    return sheet;
  }

  Object.assign(window.sygraph, { savePicture, printable });
}
