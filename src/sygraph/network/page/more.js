// Load the neighbours of a node, if the page has a URL for that.
"use strict";

{
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
    // Their positions are those of another layout; the drawing places them near their neighbours.
    const { community } = model.nodes.get(id);
    const fresh = model.add({ nodes: nodes.map(({ x, y, story, ...node }) => ({ ...node, community })), edges });
    drawing.add(fresh);
    view.fetched.add(id);
    view.set({ data: true });
    return fresh;
  }

  window.sygraph.fetchMore = fetchMore;
}
