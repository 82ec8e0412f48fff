// Draws the network that view.py puts into #data; nothing is loaded from anywhere.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;
const panel = document.getElementById("panel");
const nodes = new vis.DataSet(data.nodes);
const edges = new vis.DataSet(data.edges);
const hidden = new Set(); // the families that the legend has switched off
const colours = Object.fromEntries(data.families.map((family) => [family.id, family.colour]));
const nodeById = Object.fromEntries(data.nodes.map((node) => [node.id, node]));
const face = getComputedStyle(document.body).fontFamily;

const network = new vis.Network(
  document.getElementById("network"),
  {
    nodes: new vis.DataView(nodes, { filter: (node) => !hidden.has(node.family) }),
    edges,
  },
  {
    physics: false,
    layout: { improvedLayout: false },
    interaction: { hover: true, tooltipDelay: 150, hideEdgesOnDrag: data.nodes.length > 1000 },
    groups: Object.fromEntries(data.families.map(({ id, colour }) => [id, group(colour)])),
    nodes: {
      borderWidth: 1.5,
      font: { face, color: "#1d2733", strokeWidth: 4, strokeColor: "#f7f8fa", vadjust: -2 },
      scaling: { label: { drawThreshold: data.threshold, maxVisible: 26 } },
    },
    edges: {
      arrows: { to: { enabled: true, scaleFactor: 0.35 } },
      color: { color: "#b4bdc8", hover: "#5c6b7c", highlight: "#5c6b7c", inherit: false },
      width: 1,
      selectionWidth: 1,
      smooth: false,
      font: { face, size: 9, color: "#65707d", strokeWidth: 3, strokeColor: "#f7f8fa" },
      scaling: { label: { drawThreshold: data.threshold + 1, maxVisible: 14 } },
    },
  },
);

function group(colour) {
  const lit = { background: colour, border: "#1d2733" };
  return { color: { background: colour, border: "#ffffff", highlight: lit, hover: lit } };
}

// What is not next to the chosen node or edge fades.
function highlight(chosen, linked) {
  const near = chosen && new Set(chosen);
  const lit = linked && new Set(linked);
  nodes.update(
    data.nodes.map(({ id, font }) => ({
      id,
      opacity: !near || near.has(id) ? 1 : 0.12,
      font: { ...font, color: !near || near.has(id) ? "#1d2733" : "rgba(29,39,51,.12)" },
    })),
  );
  edges.update(
    data.edges.map(({ id }) => ({
      id,
      color: { color: lit && lit.has(id) ? "#5c6b7c" : lit ? "rgba(195,202,211,.2)" : "#b4bdc8" },
      font: { color: !lit || lit.has(id) ? "#65707d" : "rgba(0,0,0,0)" },
    })),
  );
}

// All text is set as text: a label is never read as markup.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function sources(passages) {
  const text = passages.length ? passages.join(", ") : words.background;
  return element("span", { class: "sources" }, ` [${text}]`);
}

function reference(id) {
  return element("button", { class: "link", onclick: () => choose(id) }, nodeById[id].name);
}

function show(title, kind, facts) {
  const list = element("dl", {});
  let last = null;
  for (const { property, value, passages } of facts) {
    if (property !== last) list.append(element("dt", {}, property));
    last = property;
    list.append(element("dd", {}, value, sources(passages)));
  }
  const cited = Object.keys(data.passages).filter((name) =>
    facts.some((fact) => fact.passages.includes(name)),
  );
  panel.replaceChildren(
    element("button", { class: "close", "aria-label": words.close, onclick: clear }, "×"),
    element("h2", {}, title),
    element("p", { class: "class" }, kind),
    list,
    ...(cited.length ? [element("h3", {}, words.passages)] : []),
    ...cited.map((name) =>
      element("blockquote", { lang: "zh-Hant" }, data.passages[name], " ", element("cite", {}, name)),
    ),
  );
  panel.hidden = false;
  panel.scrollTop = 0;
}

function choose(id) {
  const node = nodeById[id];
  const links = data.edges.filter((edge) => edge.from === id || edge.to === id);
  const facts = [...node.facts];
  for (const edge of links) {
    for (const { label, passages } of edge.facts) {
      if (edge.from === id) {
        facts.push({ property: label, value: reference(edge.to), passages });
      } else {
        const property = `… ${label} ${node.name}`;
        facts.push({ property, value: reference(edge.from), passages });
      }
    }
  }
  const order = facts.map((fact) => fact.property);
  facts.sort((a, b) => order.indexOf(a.property) - order.indexOf(b.property));
  highlight([id, ...links.flatMap((edge) => [edge.from, edge.to])], links.map((edge) => edge.id));
  network.selectNodes([id], false);
  show(node.name, node.kind, facts);
}

function chooseEdge(id) {
  const edge = data.edges.find((candidate) => candidate.id === id);
  highlight([edge.from, edge.to], [id]);
  show(
    `${nodeById[edge.from].name} → ${nodeById[edge.to].name}`,
    edge.facts.map((fact) => fact.label).join(" · "),
    edge.facts.map(({ label, passages }) => ({
      property: nodeById[edge.from].name,
      value: element("span", {}, `${label} `, reference(edge.to)),
      passages,
    })),
  );
}

function clear() {
  network.unselectAll();
  highlight(null, null);
  panel.hidden = true;
}

function legend() {
  const box = document.getElementById("legend");
  const list = box.querySelector("ul");
  if (matchMedia("(max-width: 700px)").matches) box.open = false;
  for (const { id, label, colour, shape, count } of data.families) {
    const button = element(
      "button",
      {
        "aria-pressed": "true",
        onclick: () => {
          if (!hidden.delete(id)) hidden.add(id);
          button.setAttribute("aria-pressed", String(!hidden.has(id)));
          nodes.update(data.nodes.map((node) => ({ id: node.id }))); // filters anew
        },
      },
      element("span", { class: `mark ${shape}`, style: `background:${colour}` }),
      label,
      element("span", { class: "count" }, String(count)),
    );
    list.append(element("li", {}, button));
  }
}

network.on("click", ({ nodes: [node], edges: [edge] }) => {
  if (node !== undefined) choose(node);
  else if (edge !== undefined) chooseEdge(edge);
  else clear();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") clear();
});
network.fit({ animation: false, minZoomLevel: 0.05, maxZoomLevel: 1.2 });
legend();
