// Where nodes are: the computed positions, a path from left to right, and places for newcomers.
"use strict";

{
  const ACROSS = 270; // between two steps of a path
  const DOWN = 96; // between two nodes at the same step
  const APART = 74; // between a newcomer and any other node
  const TURN = 2.39996; // the golden angle, by which points spread evenly around a centre

  // The nodes of all shortest paths: a column for each step from the start.
  function leftToRight({ nodes, steps }) {
    const columns = new Map();
    for (const id of nodes) columns.set(steps.get(id), [...(columns.get(steps.get(id)) || []), id]);
    const order = [...columns.keys()].sort((a, b) => a - b);
    const places = new Map();
    for (const [n, step] of order.entries()) {
      const ids = columns.get(step);
      ids.forEach((id, row) => places.set(id, { x: n * ACROSS, y: (row - (ids.length - 1) / 2) * DOWN }));
    }
    return places;
  }

  // Place nodes that the layout does not have, each at the nearest free place around a neighbour.
  function settle(model, places, newcomers) {
    let waiting = newcomers;
    while (waiting.length) {
      const near = (node) => node.links.map(({ other }) => other).filter((id) => places.has(id));
      let ready = waiting.filter((node) => near(node).length);
      if (!ready.length) ready = waiting;
      for (const node of ready) {
        const known = near(node).sort((a, b) => model.nodes.get(a).links.length - model.nodes.get(b).links.length);
        places.set(node.id, free(places.get(known[0]) || { x: 0, y: 0 }, places));
      }
      waiting = waiting.filter((node) => !places.has(node.id));
    }
  }

  function free(centre, places) {
    for (let n = 1; ; n += 1) {
      const far = APART + 9 * Math.sqrt(n);
      const spot = { x: centre.x + far * Math.cos(n * TURN), y: centre.y + far * Math.sin(n * TURN) };
      if (![...places.values()].some(({ x, y }) => Math.hypot(x - spot.x, y - spot.y) < APART)) return spot;
    }
  }

  // The positions of the nodes that a state shows.
  function positions({ model, shown, state }) {
    if (shown.ways) return leftToRight(shown);
    const places = new Map();
    const newcomers = [];
    for (const node of model.order) {
      const own = shown.story ? node.story : [node.x, node.y];
      if (own && own[0] !== undefined) places.set(node.id, { x: own[0], y: own[1] });
      else if (shown.nodes.has(node.id)) newcomers.push(node);
    }
    settle(model, places, newcomers);
    for (const [id, [x, y]] of state.moved) if (places.has(id)) places.set(id, { x, y });
    return places;
  }

  window.sygraph.positions = positions;
}
