// The legend of colours and shapes; it filters by kind or by community.
"use strict";

{
  const { element, mark } = window.sygraph;

  function legend(view) {
    const summary = element("summary");
    const tabs = element("div", { class: "tabs", role: "group" });
    const list = element("ul");
    const all = element("button", { type: "button", class: "all", onclick: () => view.set({ off: new Set(), offGroups: new Set() }) });
    const box = element("details", { class: "legend", open: !view.small() }, summary, tabs, list, all, spokes(), sizes());
    if (view.data.communities?.length > 1) tabs.append(tab("kind", "kinds"), tab("community", "communities"));

    function tab(by, word) {
      const button = element("button", { type: "button", onclick: () => view.set({ by }) });
      view.onChange(["lang", "by"], () => {
        button.textContent = view.word(word);
        button.setAttribute("aria-pressed", String(view.state.by === by));
      });
      return button;
    }

    // The switch for the links of hubs.
    function spokes() {
      const input = element("input", { type: "checkbox", onchange: () => view.set({ spokes: input.checked }) });
      const text = element("span");
      const label = element("label", { class: "spokes" }, input, text);
      view.onChange(["lang", "spokes", "scope", "extra", "path", "off", "offGroups", "from", "until", "only", "folded", "data"], () => {
        const { hidden, hubs = [] } = view.shown;
        const names = hubs.map((id) => view.inLanguage(view.model.nodes.get(id).labels));
        label.hidden = !hidden.length;
        input.checked = view.state.spokes;
        text.textContent = view.word("spokes", { count: hidden.length, names: names.join(view.word("comma")) });
      });
      return label;
    }

    function sizes() {
      const text = element("span");
      const box = element("div", { class: "sizes", role: "group" }, text);
      for (const sized of ["degree", "betweenness"]) {
        const button = element("button", { type: "button", "data-act": sized, onclick: () => view.set({ sized }) });
        view.onChange(["lang", "sized"], () => {
          button.textContent = view.word(sized);
          button.setAttribute("aria-pressed", String(view.state.sized === sized));
        });
        box.append(button);
      }
      view.onChange(["lang"], () => {
        text.textContent = view.word("sized");
        box.setAttribute("aria-label", view.word("sized"));
      });
      return box;
    }

    // The nodes of the story or of all, also those that the legend hides.
    function within(wanted) {
      const told = view.shown.story && view.model.told(view.state);
      return view.model.order.filter((node) => wanted(node) && (!told || told.has(node.id)));
    }

    function entries() {
      if (view.state.by === "community") {
        return view.data.communities.map((group) => ({
          id: String(group.id),
          name: view.inLanguage(group.label),
          swatch: mark("dot", view.groupColour(group.id)),
          nodes: within((node) => node.community === group.id),
          key: "offGroups",
          others: view.data.communities.map((other) => String(other.id)),
        }));
      }
      return view.data.families.map((family) => ({
        id: family.id,
        name: view.inLanguage(family.label),
        swatch: mark(family.shape, view.hue(family)),
        nodes: within((node) => node.family === family.id),
        key: "off",
        others: view.data.families.map((other) => other.id),
      }));
    }

    function row({ id, name, swatch, nodes, key, others }) {
      const off = view.state[key];
      const change = (next) => view.set({ [key]: next });
      const glow = (on) => view.glow(on ? nodes.map((node) => node.id) : null);
      return element(
        "li",
        { onpointerenter: () => glow(true), onpointerleave: () => glow(false) },
        element(
          "button",
          {
            type: "button",
            class: "entry",
            "data-id": id,
            "aria-pressed": String(!off.has(id)),
            onclick: () => {
              const next = new Set(off);
              if (!next.delete(id)) next.add(id);
              change(next);
            },
          },
          swatch,
          element("span", { class: "name" }, name),
          element("span", { class: "count" }, String(nodes.length)),
        ),
        element(
          "button",
          {
            type: "button",
            class: "only",
            title: view.word("only"),
            "aria-label": `${view.word("only")}: ${name}`,
            onclick: () => change(new Set(others.filter((other) => other !== id))),
          },
          "◎",
        ),
      );
    }

    view.onChange(["lang", "off", "offGroups", "by", "theme", "scope", "extra", "data"], () => {
      const focused = list.contains(document.activeElement) && document.activeElement;
      const [id, kind] = focused ? [focused.closest("li").firstChild.dataset.id, focused.className] : [];
      summary.textContent = view.word("legend");
      all.textContent = view.word("all");
      all.hidden = !view.state.off.size && !view.state.offGroups.size;
      list.replaceChildren(...entries().filter(({ nodes }) => nodes.length).map(row));
      if (id) list.querySelector(`[data-id="${CSS.escape(id)}"]`)?.parentElement.querySelector(`.${kind}`)?.focus();
    });
    return box;
  }

  window.sygraph.legend = legend;
}
