// The state of the view in the fragment of the URL, so that a link restores it.
"use strict";

{
  const LISTS = { off: Set, offGroups: Set, only: Array, folded: Array, extra: Array };
  const CHOICES = { by: ["kind", "community"], scope: ["story", "all"], sized: ["degree", "betweenness"], theme: ["light", "dark"] };
  const SINGLE = ["selected", "edge", "passage", "words", "from", "until", "lang", ...Object.keys(CHOICES)];

  const NO_PATH = "none"; // instead of the path on which the page opens

  // Only the differences from the state when the view opened.
  function asHash(state, start) {
    const parts = new URLSearchParams();
    for (const key of SINGLE) {
      if (state[key] !== start[key] && state[key] !== null) parts.set(key, state[key]);
    }
    for (const key of Object.keys(LISTS)) for (const item of state[key]) parts.append(key, item);
    if (state.spokes) parts.set("spokes", "shown");
    for (const [id, place] of state.moved) parts.append("moved", [...place, id].join(","));
    if (String(state.path) !== String(start.path)) for (const end of state.path || [NO_PATH]) parts.append("path", end);
    if (state.at) parts.set("at", [state.at.x, state.at.y, state.at.scale].join(","));
    return String(parts);
  }

  // Parse the state in a URL; nodes that the view does not have are left out.
  function fromHash(hash, { model, data }) {
    const parts = new URLSearchParams(hash.replace(/^#/, ""));
    const patch = {};
    for (const key of SINGLE) if (parts.has(key)) patch[key] = parts.get(key);
    for (const [key, Kind] of Object.entries(LISTS)) {
      const items = parts.getAll(key).filter((id) => key.startsWith("off") || model.nodes.has(id));
      patch[key] = Kind === Set ? new Set(items) : items;
    }
    if (parts.get("spokes") === "shown") patch.spokes = true;
    const moved = parts.getAll("moved").map((text) => /^(-?\d+),(-?\d+),(.+)$/s.exec(text)).filter((found) => found && model.nodes.has(found[3]));
    if (moved.length) patch.moved = new Map(moved.map(([, x, y, id]) => [id, [Number(x), Number(y)]]));
    const path = parts.getAll("path").filter((id) => model.nodes.has(id));
    if (path.length === 2) patch.path = path;
    else if (parts.get("path") === NO_PATH) patch.path = null;
    const [x, y, scale] = (parts.get("at") || "").split(",").map(Number);
    if (scale > 0 && Number.isFinite(x + y)) patch.at = { x, y, scale };
    if (patch.selected && !model.nodes.has(patch.selected)) delete patch.selected;
    if (patch.edge && !model.edges.has(patch.edge)) delete patch.edge;
    if (patch.passage && !patch.passage.split(" ").every((name) => data.passages[name])) delete patch.passage;
    if (patch.lang && !window.sygraph.WORDS[patch.lang]) delete patch.lang;
    for (const [key, values] of Object.entries(CHOICES)) if (patch[key] && !values.includes(patch[key])) delete patch[key];
    if (patch.scope === "story" && !model.hasStory) delete patch.scope;
    if (patch.words && !patch.passage) delete patch.words;
    if (patch.by === "community" && !data.communities?.length) delete patch.by;
    for (const key of ["from", "until"]) if (patch[key] && !/^\d{4}-\d\d-\d\d$/.test(patch[key])) delete patch[key];
    return patch;
  }

  window.sygraph.link = { asHash, fromHash };
}
