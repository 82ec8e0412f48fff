// The data of the view: nodes, edges, what is visible in a state, and the paths between nodes.
"use strict";

{
  const HUB = 12; // neighbours, which a hub has more than

  class Model {
    constructor(data) {
      this.data = data;
      this.nodes = new Map();
      this.edges = new Map();
      this.keys = new Set(); // the content of each edge as JSON
      this.add(data);
    }

    // Add new nodes and edges, and return them.
    add({ nodes, edges }) {
      const fresh = { nodes: [], edges: [] };
      for (const node of nodes) {
        if (this.nodes.has(node.id)) continue;
        this.nodes.set(node.id, { ...node, links: [] });
        fresh.nodes.push(this.nodes.get(node.id));
      }
      for (const given of edges) {
        // Edges that are loaded later can have other ids: compare their content.
        const key = JSON.stringify([given.from, given.to, given.via, given.label]);
        if (this.keys.has(key) || !this.nodes.has(given.from) || !this.nodes.has(given.to)) continue;
        this.keys.add(key);
        const id = String(given.id);
        const edge = { ...given, id: this.edges.has(id) ? `${id}+${this.edges.size}` : id };
        this.edges.set(edge.id, edge);
        this.nodes.get(edge.from).links.push({ edge, other: edge.to });
        if (edge.from !== edge.to) this.nodes.get(edge.to).links.push({ edge, other: edge.from });
        fresh.edges.push(edge);
      }
      this.days = this.stops();
      this.hasStory = nodes.some((node) => node.story) || Boolean(this.hasStory);
      this.order = [...this.nodes.values()].sort((a, b) => a.rank - b.rank);
      return fresh;
    }

    // The first and last days of all nodes and edges.
    stops() {
      const days = new Set();
      for (const thing of [...this.nodes.values(), ...this.edges.values()]) {
        if (thing.firstDay) days.add(thing.firstDay);
        if (thing.lastDay) days.add(thing.lastDay);
      }
      return [...days].sort();
    }

    // The visible nodes and edges in a state; the edges in `spokes` are drawn only if highlighted.
    visible(state) {
      const all = this.kept(state);
      const { ways, nodes, edges, steps } = state.path ? this.paths(...state.path, all) : {};
      if (ways?.length) return { ...all, all, ways, steps, nodes, edges, spokes: new Set(), hidden: [] };
      const story = this.hasStory && state.scope === "story" && !state.only.length;
      const shown = story ? this.kept(state, this.told(state)) : all;
      const { spokes, hubs } = this.spokes(shown.nodes, shown.edges);
      return { ...shown, all, story, hubs, spokes: state.spokes ? new Set() : spokes, hidden: [...spokes] };
    }

    // The nodes of the story, the neighbourhoods that the user has added, and what the chosen passage supports.
    told(state) {
      const found = this.around(state.extra);
      if (state.passage) for (const id of this.supported(state.passage.split(" "), state.words).nodes) found.add(id);
      for (const node of this.order) if (node.story) found.add(node.id);
      return found;
    }

    // The links of hubs, which many nodes have, without those that keep the network connected.
    spokes(nodes, edges) {
      const near = new Map([...nodes].map((id) => [id, new Set()]));
      for (const id of edges) {
        const { from, to } = this.edges.get(id);
        near.get(from).add(to);
        near.get(to).add(from);
      }
      const hubs = [...nodes].filter((id) => near.get(id).size > Math.max(HUB, nodes.size * 0.2));
      const above = new Map();
      const top = (id) => {
        let found = id;
        while (above.has(found)) found = above.get(found);
        if (found !== id) above.set(id, found);
        return found;
      };
      const join = (from, to) => top(from) !== top(to) && above.set(top(from), top(to));
      const ofHubs = [];
      for (const id of edges) {
        const { from, to } = this.edges.get(id);
        if (hubs.includes(from) || hubs.includes(to)) ofHubs.push(id);
        else join(from, to);
      }
      const far = ({ from, to }) => this.nodes.get(hubs.includes(from) && !hubs.includes(to) ? to : from).rank;
      ofHubs.sort((a, b) => far(this.edges.get(a)) - far(this.edges.get(b)));
      const spokes = ofHubs.filter((id) => !join(this.edges.get(id).from, this.edges.get(id).to));
      return { spokes: new Set(spokes), hubs };
    }

    // The nodes and edges that pass the filters: legend, time, neighbourhood, and folded nodes.
    kept(state, among = null) {
      const inTime = (thing) =>
        !(thing.firstDay || thing.lastDay) ||
        ((!state.until || (thing.firstDay || thing.lastDay) <= state.until) &&
          (!state.from || (thing.lastDay || thing.firstDay) >= state.from));
      const around = state.only.length ? this.around(state.only) : null;
      let nodes = new Set();
      for (const node of this.order) {
        const wanted = (!around || around.has(node.id)) && (!among || among.has(node.id));
        const kept = !state.off.has(node.family) && !state.offGroups.has(String(node.community));
        if (wanted && kept && inTime(node)) nodes.add(node.id);
      }
      const edges = new Set();
      for (const edge of this.edges.values()) if (inTime(edge)) edges.add(edge.id);
      const folded = new Map();
      for (const id of state.folded) {
        if (!nodes.has(id)) continue;
        const dependent = this.dependents(id, nodes, edges);
        folded.set(id, dependent.length);
        nodes = nodes.difference ? nodes.difference(new Set(dependent)) : minus(nodes, dependent);
      }
      for (const id of edges) {
        const { from, to } = this.edges.get(id);
        if (!nodes.has(from) || !nodes.has(to)) edges.delete(id);
      }
      const here = this.order.filter((node) => !among || among.has(node.id));
      const dated = here.filter((node) => node.firstDay || node.lastDay);
      return { nodes, edges, folded, dated, late: dated.filter((node) => !inTime(node)), undated: here.length - dated.length };
    }

    around(ids) {
      const found = new Set(ids);
      for (const id of ids) for (const { other } of this.nodes.get(id)?.links || []) found.add(other);
      return found;
    }

    // The links of a node within these nodes and edges.
    links(id, { nodes, edges }) {
      return this.nodes.get(id).links.filter(({ edge, other }) => edges.has(edge.id) && nodes.has(other));
    }

    // The nodes that only this node links to the largest part of the network.
    dependents(id, nodes, edges) {
      const seen = new Set([id]);
      const parts = [];
      for (const { other } of this.links(id, { nodes, edges })) {
        if (seen.has(other)) continue;
        const part = [other];
        seen.add(other);
        for (let n = 0; n < part.length; n += 1) {
          for (const link of this.links(part[n], { nodes, edges })) {
            if (!seen.has(link.other)) {
              seen.add(link.other);
              part.push(link.other);
            }
          }
        }
        parts.push(part);
      }
      parts.sort((a, b) => b.length - a.length);
      // If all parts are single nodes, all of them count.
      return (parts.length && parts[0].length > 1 ? parts.slice(1) : parts).flat();
    }

    // All shortest paths between two visible nodes, up to a limit. An edge that is a statement or a route
    // is two steps: from its start to the statement, and from there to its end.
    paths(start, end, shown, most = 200) {
      const before = new Map([[start, []]]);
      const steps = new Map([[start, 0]]);
      const reached = shown.nodes.has(start) && shown.nodes.has(end) ? [[start]] : [];
      for (let step = 0; step < reached.length && !(steps.get(end) <= step); step += 1) {
        for (const id of reached[step] || []) {
          if (steps.get(id) !== step) continue; // a shorter way was found
          for (const { edge, other } of this.links(id, shown)) {
            const far = step + length(edge);
            const known = steps.get(other) ?? Infinity;
            if (far > known || before.get(other)?.includes(id)) continue;
            if (far < known) (reached[far] ??= []).push(other);
            before.set(other, far < known ? [id] : [...before.get(other), id]);
            steps.set(other, far);
          }
        }
      }
      const nodes = new Set();
      const ways = [];
      if (!before.has(end)) return { ways, nodes, edges: new Set(), count: 0 };
      const counts = new Map([[start, 1]]);
      const count = (id) => {
        if (!counts.has(id)) counts.set(id, before.get(id).reduce((sum, origin) => sum + count(origin), 0));
        return counts.get(id);
      };
      const walk = (id, rest) => {
        if (ways.length >= most) return;
        if (id === start) ways.push([id, ...rest]);
        else for (const origin of before.get(id)) walk(origin, [id, ...rest]);
      };
      const back = [end];
      for (const id of back) {
        if (nodes.has(id)) continue;
        nodes.add(id);
        back.push(...before.get(id));
      }
      walk(end, []);
      const edges = new Set();
      for (const id of nodes) {
        for (const { edge, other } of this.links(id, shown)) {
          const next = Math.abs(steps.get(id) - steps.get(other)) === length(edge);
          if (next && nodes.has(other)) edges.add(edge.id);
        }
      }
      return { ways, nodes, edges, steps, count: count(end) };
    }

    // The visible edges between two nodes.
    between(a, b, shown) {
      return this.links(a, shown).filter(({ other }) => other === b).map(({ edge }) => edge);
    }

    // The nodes, edges and facts that passages support. With words, only the facts that are stated in
    // these words, and the edges of the nodes that they name.
    supported(passages, words = null) {
      const cited = ({ passages: its }) => its.some((name) => passages.includes(name));
      const nodes = new Set();
      const edges = new Set();
      const facts = [];
      const named = (id) => words && [...names(this.nodes.get(id))].some((name) => words.includes(name));
      const states = (fact) => !words || (fact.words || []).some((part) => part.includes(words) || words.includes(part));
      for (const node of this.order) {
        for (const fact of node.facts.filter(cited)) {
          if (!states(fact) && !(named(node.id) && !fact.words)) continue;
          nodes.add(node.id);
          facts.push({ node, fact });
        }
        if (named(node.id)) nodes.add(node.id);
      }
      for (const edge of this.edges.values()) {
        const its = edge.facts.filter(cited);
        const stating = its.filter((fact) => (fact.words ? states(fact) : !words));
        if (!stating.length && !(its.length && (named(edge.from) || named(edge.to)))) continue;
        edges.add(edge.id);
        nodes.add(edge.from).add(edge.to);
        for (const fact of stating.length ? stating : its) facts.push({ edge, fact });
      }
      return { nodes, edges, facts };
    }

    // Nodes with a name in any language that contains a text. The order is that of the search of the
    // site: whole names, beginnings, parts, all words in any order; and the shorter names first.
    search(text, most = 12) {
      const wanted = folded(text.trim());
      if (!wanted) return [];
      const match = (name) => {
        if (name === wanted) return 0;
        if (name.includes(wanted)) return name.startsWith(wanted) ? 1 : 2;
        return wanted.split(/\s+/).every((word) => name.includes(word)) ? 3 : null;
      };
      const found = [];
      for (const node of this.order) {
        for (const name of names(node)) {
          const score = match(folded(name));
          if (score !== null) found.push({ node, name, score });
        }
      }
      const before = (a, b) => a.score - b.score || a.name.length - b.name.length || (a.node.iri < b.node.iri ? -1 : 1);
      const best = new Map();
      for (const hit of found.sort(before)) if (!best.has(hit.node.id)) best.set(hit.node.id, hit);
      return [...best.values()].slice(0, most);
    }
  }

  function length(edge) {
    return edge.via ? 2 : 1;
  }

  function minus(set, others) {
    const rest = new Set(set);
    for (const other of others) rest.delete(other);
    return rest;
  }

  function folded(text) {
    return text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
  }

  function names(node) {
    return new Set([...texts(node.labels), ...node.aliases]);
  }

  // The texts of a label in all languages.
  function texts(labels) {
    return typeof labels === "string" ? [labels] : Object.values(labels);
  }

  Object.assign(window.sygraph, { Model, texts, names });
}
