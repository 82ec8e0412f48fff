// The time slider: it hides nodes and edges outside a period; those without a date stay.
"use strict";

{
  const { element, vector } = window.sygraph;
  const PAUSE = 700; // milliseconds between two days while the time plays
  const TICKS = 9; // years at most, so that their labels do not overlap
  const NAMED = 3; // hidden nodes that are named

  function timeline(view) {
    const summary = element("summary");
    const days = () => view.model.days;
    const from = slider();
    const until = slider();
    const graph = element("div", { class: "bars" });
    const track = element("div", { class: "track" }, graph, from.input, until.input);
    const years = element("div", { class: "years", "aria-hidden": "true" });
    const play = element("button", { type: "button", class: "icon play", onclick: () => (playing ? stop() : start()) });
    let playing = null;
    const status = element("p", { class: "status", role: "status" });
    const ends = element("p", { class: "ends" }, from.label, " – ", until.label);
    const box = element("details", { class: "timeline", open: !view.small() }, summary, element("div", { class: "row" }, play, element("div", { class: "scale" }, track, years)), ends, status);

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
      const step = 100 / Math.max(1, counts.length - 1);
      const line = counts.map((count, n) => `${(n * step).toFixed(2)},${(20 - (18 * count) / top).toFixed(2)}`);
      return vector(
        "svg",
        { viewBox: "0 0 100 20", preserveAspectRatio: "none", "aria-hidden": "true" },
        vector("polygon", { points: `0,20 ${line.join(" ")} 100,20` }),
      );
    }

    // A tick at the first day of each year or, if there are many, of some years.
    function ticks() {
      const last = days().length - 1;
      const firsts = days().map((day, n) => [day.slice(0, 4), n]).filter(([year], n, all) => !n || all[n - 1][0] !== year);
      const few = firsts.filter((_, n) => n % Math.ceil(firsts.length / TICKS) === 0);
      let free = -Infinity;
      return few.map(([year, n]) => {
        const share = (100 * n) / last;
        const label = share - free >= 100 / TICKS && share < 97 ? year : "";
        if (label) free = share;
        return vector("svg", { x: 0, y: 0, class: "tick" }, vector("line", { x1: `${share}%`, x2: `${share}%`, y1: 0, y2: 4 }), vector("text", { x: `${share}%`, y: 14 }, label));
      });
    }

    // Move the end of the period from day to day.
    function start() {
      const last = days().length - 1;
      const low = Number(from.input.value);
      let at = Number(until.input.value) < last ? Number(until.input.value) : low;
      const step = () => {
        at += 1;
        view.set({ until: at < last ? days()[at] : null });
        if (at >= last) stop();
      };
      playing = setInterval(step, PAUSE);
      view.set({ until: days()[at] });
      name();
    }

    function stop() {
      clearInterval(playing);
      playing = null;
      name();
    }

    function name() {
      play.textContent = playing ? "❚❚" : "▶";
      play.title = view.word(playing ? "pause" : "play");
      play.setAttribute("aria-label", play.title);
    }

    // What the period hides.
    function hidden({ late, dated, undated }) {
      const names = late.slice(0, NAMED).map((node) => view.short(node));
      if (late.length > NAMED) names.push("…");
      return view.word("dated", { hidden: late.length, dated: dated.length, undated, names: names.join(view.word("comma")) });
    }

    function changed(event) {
      if (playing) stop();
      const last = days().length - 1;
      let low = Number(from.input.value);
      let high = Number(until.input.value);
      if (low > high) {
        if (event.target === from.input) from.input.value = low = high;
        else until.input.value = high = low;
      }
      view.set({ from: low ? days()[low] : null, until: high < last ? days()[high] : null });
    }

    view.onChange(["data"], () => {
      if (days().length < 2) return;
      graph.replaceChildren(bars());
      years.replaceChildren(vector("svg", { width: "100%", height: 16 }, ticks()));
    });
    view.onChange(["lang", "scope", "extra", "path", "from", "until", "off", "offGroups", "only", "folded", "data"], () => {
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
      name();
      status.textContent = hidden(shown);
      box.classList.toggle("cut", Boolean(state.from || state.until));
    });
    return box;
  }

  window.sygraph.timeline = timeline;
}
