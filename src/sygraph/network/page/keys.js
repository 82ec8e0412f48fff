// The keyboard: all functions of the mouse, and the help.
"use strict";

{
  const { element } = window.sygraph;
  const TURNS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  function keys(view) {
    let at = null; // the node that the arrow keys have reached

    const letters = {
      "/": () => view.search.input.focus(),
      "?": () => view.help(),
      "+": () => view.zoom(1.4),
      "=": () => view.zoom(1.4),
      "-": () => view.zoom(1 / 1.4),
      0: () => view.whole(),
      l: () => view.set({ listed: !view.state.listed }),
      p: () => view.state.selected && view.startPath(view.state.selected),
      Escape: () => {
        if (view.hovered?.node) view.hover({});
        view.stepBack();
      },
    };

    function pressed(event) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (/^(input|textarea|select)$/i.test(event.target.tagName) || document.querySelector("dialog[open]")) return;
      const act = letters[event.key] || letters[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    }

    // The nearest node in a direction; distance at right angles to it counts double.
    function next([dx, dy]) {
      const start = at && view.shown.nodes.has(at) ? at : view.state.selected;
      if (!start || !view.shown.nodes.has(start)) return view.model.order.find(({ id }) => view.shown.nodes.has(id))?.id;
      const from = view.drawing.place(start);
      let best = null;
      for (const id of view.shown.nodes) {
        const to = view.drawing.place(id);
        const ahead = (to.x - from.x) * dx + (to.y - from.y) * dy;
        const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
        if (id === start || ahead <= 0 || aside > 2 * ahead) continue;
        const far = ahead + 2 * aside;
        if (!best || far < best.far) best = { id, far };
      }
      return best?.id || start;
    }

    view.canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (TURNS[event.key]) {
        at = next(TURNS[event.key]);
        if (at) {
          view.hover({ node: at });
          view.drawing.inSight([at]);
          view.announce(at);
        }
      } else if (event.key === "Enter" && at) {
        view.pickOrChoose(at);
        view.focusPanel();
      } else return;
      event.preventDefault();
    });
    view.canvas.addEventListener("blur", () => view.hover({}));
    (view.options.embedded ? view.root : document).addEventListener("keydown", pressed);
    view.help = () => openHelp(view);
  }

  function openHelp(view) {
    const shut = () => box.close();
    const box = element(
      "dialog",
      { class: "sy-help", lang: view.state.lang, "aria-label": view.word("help"), onclose: () => box.remove() },
      element("button", { type: "button", class: "close icon", "aria-label": view.word("close"), onclick: shut }, "×"),
      element("h2", {}, view.word("help")),
      element("p", {}, view.word("tips")),
      element(
        "dl",
        {},
        window.sygraph.WORDS[view.state.lang].keys.map(([key, what]) => [
          element("dt", {}, element("kbd", {}, key)),
          element("dd", {}, what),
        ]),
      ),
    );
    box.addEventListener("click", (event) => event.target === box && shut());
    view.root.append(box);
    box.showModal();
  }

  window.sygraph.keys = keys;
}
