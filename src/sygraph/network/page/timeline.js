// The time slider: it hides nodes and edges outside a period; those without a date stay.
"use strict";

{
  const { element } = window.sygraph;

  function timeline(view) {
    const summary = element("summary");
    const days = () => view.model.days;
    const from = slider();
    const until = slider();
    const graph = element("div", { class: "bars" });
    const track = element("div", { class: "track" }, graph, from.input, until.input);
    const status = element("p", { class: "status", role: "status" });
    const ends = element("p", { class: "ends" }, from.label, " – ", until.label);
    const box = element("details", { class: "timeline", open: !view.small() }, summary, ends, track, status);

    function slider() {
      const input = element("input", { type: "range", min: 0, step: 1, oninput: changed });
      return { input, label: element("output") };
    }

    // An area chart of the number of nodes and edges at each day.
    function bars() {
      const counts = days().map((day) => {
        const on = (node) => (node.firstDay || node.lastDay || "~") <= day && (node.lastDay || node.firstDay || "") >= day;
        return view.model.order.filter(on).length;
      });
      const top = Math.max(1, ...counts);
      const { vector } = window.sygraph;
      const step = 100 / Math.max(1, counts.length - 1);
      const line = counts.map((count, n) => `${(n * step).toFixed(2)},${(20 - (18 * count) / top).toFixed(2)}`);
      return vector(
        "svg",
        { viewBox: "0 0 100 20", preserveAspectRatio: "none", "aria-hidden": "true" },
        vector("polygon", { points: `0,20 ${line.join(" ")} 100,20` }),
      );
    }

    function changed(event) {
      const last = days().length - 1;
      let low = Number(from.input.value);
      let high = Number(until.input.value);
      if (low > high) {
        if (event.target === from.input) from.input.value = low = high;
        else until.input.value = high = low;
      }
      view.set({ from: low ? days()[low] : null, until: high < last ? days()[high] : null });
    }

    view.onChange(["data"], () => graph.replaceChildren(bars()));
    view.onChange(["lang", "from", "until", "off", "offGroups", "only", "folded", "data"], () => {
      const { state, shown } = view;
      const last = days().length - 1;
      box.hidden = last < 1;
      if (box.hidden) return;
      const low = state.from ? Math.max(0, days().findIndex((day) => day >= state.from)) : 0;
      const high = state.until ? days().findLastIndex((day) => day <= state.until) : last;
      for (const [{ input, label }, place, word] of [[from, low, "from"], [until, Math.max(high, 0), "until"]]) {
        input.max = last;
        input.value = place;
        input.setAttribute("aria-label", view.word(word));
        input.setAttribute("aria-valuetext", view.day(days()[place]));
        label.textContent = view.day(days()[place]);
      }
      summary.textContent = view.word("time");
      status.textContent = view.word("dated", { shown: shown.datedShown, dated: shown.dated, undated: shown.undated });
      box.classList.toggle("cut", Boolean(state.from || state.until));
    });
    return box;
  }

  window.sygraph.timeline = timeline;
}
