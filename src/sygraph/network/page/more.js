// Load the neighbours of a node, if the page has a URL for that.
"use strict";

{
  const TURN = 2.39996; // the golden angle, by which things spread evenly around a middle

  async function fetchMore(view, id) {
    view.notice(view.word("loading"));
    try {
      const answer = await fetch(view.data.expand.replace("{id}", encodeURIComponent(id)));
      if (!answer.ok) throw new Error(answer.statusText);
      const fresh = take(view, id, await answer.json());
      view.notice(fresh.nodes.length ? "" : view.word("noMore"));
    } catch {
      view.notice(view.word("failed"));
    }
  }

  function take(view, id, { nodes, edges, passages, families }) {
    const { data, model, drawing } = view;
    Object.assign(data.passages, passages);
    const known = new Set(data.families.map((family) => family.id));
    data.families.push(...families.filter((family) => !known.has(family.id)));
    const unknown = nodes.filter((node) => !model.nodes.has(node.id));
    const fresh = model.add({ nodes: around(view, id, unknown), edges });
    drawing.add(fresh);
    view.fetched.add(id);
    view.set({ data: true });
    return fresh;
  }

  // Place new nodes around the node that they belong to.
  function around(view, id, nodes) {
    const middle = view.model.nodes.get(id);
    const { x, y } = view.drawing.place(id);
    return nodes.map((node, n) => {
      const far = 60 + 26 * Math.sqrt(n + 1);
      const at = view.drawing.turnedBack({ x: x + far * Math.cos(n * TURN), y: y + far * Math.sin(n * TURN) });
      return { ...node, ...at, community: middle.community };
    });
  }

  window.sygraph.fetchMore = fetchMore;
}
