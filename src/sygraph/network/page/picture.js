// Pictures of what the view shows: SVG, and PNG from that SVG.
"use strict";

{
  const { vector, outline, arrowhead } = window.sygraph;
  const MARGIN = 24;
  const TITLE = 48; // the height of the title
  const LINE = 20; // of a line of the legend, and of the source
  const PLAIN = "font-family";
  const DIM = 0.2; // the opacity of what is not highlighted

  // Remove control characters, which XML forbids, from a label.
  const clean = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");

  function words(text, attributes) {
    return vector("text", attributes, clean(text));
  }

  // The visible part of the drawing as SVG, with its title, legend, source and licence.
  function asSvg(view, transparent = false) {
    const { drawing, model, shown } = view;
    const { colours } = drawing;
    const [wide, high] = drawing.extent;
    drawing.net.redraw(); // the labels are those of this frame
    const surface = (point) => drawing.net.canvasToDOM(point);
    const seen = ({ x, y }) => x > -40 && y > -40 && x < wide + 40 && y < high + 40;
    const nodes = model.order.filter(({ id }) => shown.nodes.has(id) && seen(surface(drawing.place(id))));
    const families = view.data.families.filter(({ id }) => nodes.some(({ family }) => family === id));
    const perRow = Math.max(1, Math.floor((wide - 2 * MARGIN) / 190));
    const rows = Math.ceil(families.length / perRow);
    const notes = [view.data.source && view.word("source", { source: view.inLanguage(view.data.source) }), view.inLanguage(view.data.licence), pageOf(view)];
    const lines = notes.filter(Boolean).flatMap((text) => drawing.lines(text, (wide - 2 * MARGIN) / 11));
    const height = TITLE + high + rows * LINE + lines.length * 15 + 2 * MARGIN;
    const stroke = transparent ? "none" : colours.ground;
    const look = { view, surface, dim: (lit, id) => (drawing.lit && !drawing.lit[lit].has(id) ? DIM : null) };
    return vector(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        viewBox: `0 0 ${wide} ${height}`,
        width: wide,
        height,
        [PLAIN]: drawing.face,
        lang: view.state.lang,
      },
      vector("title", {}, clean(view.title())),
      transparent ? null : vector("rect", { width: "100%", height: "100%", fill: colours.ground }),
      words(view.title(), { x: MARGIN, y: 32, "font-size": 20, "font-weight": 600, fill: colours.ink }),
      vector("clipPath", { id: "frame" }, vector("rect", { width: wide, height: high })),
      vector(
        "g",
        { transform: `translate(0 ${TITLE})`, "clip-path": "url(#frame)" },
        vector("g", { stroke: colours.edge, fill: colours.edge, "stroke-width": 1.1 }, drawnEdges(look)),
        vector("g", { stroke, "stroke-width": 1.5 }, nodes.map((node) => dot(look, node))),
        transparent ? null : vector("g", { fill: colours.ground }, drawing.edgeNames.map(behind)),
        vector("g", { fill: colours.soft }, drawing.edgeNames.flatMap(name)),
        vector("g", halo(stroke, colours.ink), drawing.names.flatMap(name)),
      ),
      vector("g", { fill: colours.ink, "font-size": 12 }, families.map((family, n) => entry(view, family, n, perRow, TITLE + high + MARGIN))),
      vector(
        "g",
        { fill: colours.soft, "font-size": 11 },
        lines.map((line, n) => words(line, { x: MARGIN, y: TITLE + high + MARGIN + rows * LINE + n * 15 + 8 })),
      ),
    );
  }

  // The address of the page, unless the view is a file.
  function pageOf(view) {
    return view.options.address && /^https?:$/.test(location.protocol) ? view.address().replace(/#.*$/s, "") : null;
  }

  // The edges as they are drawn: the highlighted ones, also links of hubs, above the others.
  function drawnEdges(look) {
    const { drawing } = look.view;
    const lit = drawing.lit ? drawing.litEdges() : [];
    const rest = drawing.drawnEdges().filter((edge) => !lit.includes(edge));
    return [...rest, ...lit].map((edge) => line(look, edge));
  }

  function halo(stroke, fill) {
    return { fill, stroke, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" };
  }

  // An edge as a line or a curve, with its arrowhead.
  function line({ view, surface, dim }, edge) {
    const { a, b, c, bend } = view.drawing.stroke(edge);
    const [from, over, to] = [a, c, b].map(surface);
    const at = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
    const [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map((number) => number.toFixed(1));
    const course = bend
      ? vector("path", { d: `M${at(from)}Q${at(over)} ${at(to)}`, fill: "none" })
      : vector("line", { x1, y1, x2, y2 });
    const head = edge.both ? null : vector("polygon", { points: arrowhead(over, to, 6).map(at).join(" "), stroke: "none" });
    return vector("g", { opacity: dim("edges", edge.id) }, course, head);
  }

  function dot({ view, surface, dim }, node) {
    const { x, y } = surface(view.drawing.place(node.id));
    const radius = view.size(node) * view.drawing.dotScale();
    return outline(view.family(node.family).shape, x, y, radius, { fill: view.colour(node), opacity: dim("nodes", node.id) });
  }

  // The background of a label.
  function behind({ box: [left, top, right, bottom] }) {
    return vector("rect", { x: (left - 2).toFixed(1), y: (top - 1).toFixed(1), width: (right - left + 4).toFixed(1), height: (bottom - top + 2).toFixed(1) });
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

  function entry(view, family, n, perRow, top) {
    const x = MARGIN + (n % perRow) * 190;
    const y = top + Math.floor(n / perRow) * LINE - 8;
    return [
      outline(family.shape, x + 6, y, 6, { fill: view.hue(family) }),
      words(view.inLanguage(family.label), { x: x + 20, y: y + 5 }),
    ];
  }

  function svgText(view, transparent) {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(asSvg(view, transparent))}\n`;
  }

  function svgBlob(view, transparent) {
    return new Blob([svgText(view, transparent)], { type: "image/svg+xml" });
  }

  async function pngBlob(view, transparent) {
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(view, transparent))}`;
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

  async function savePicture(view, kind, transparent = false) {
    save(await (kind === "png" ? pngBlob : svgBlob)(view, transparent), `${view.fileName()}.${kind}`);
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
