// Charts by Vega-Lite in the page's own colours. Its script is fetched when there is one to draw.
"use strict";

(function () {
  const own = document.currentScript;
  let vega;

  function load() {
    vega ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = own.dataset.vega;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
    return vega;
  }

  // A colour of the theme as it is now: what light-dark() chose.
  function colour(name) {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  function config(narrow) {
    const [ink, soft, line, accent] = ["--ink", "--soft", "--line", "--accent"].map(colour);
    const font = getComputedStyle(document.body).fontFamily;
    return {
      background: null,
      font,
      view: { stroke: null },
      axis: {
        labelColor: ink, titleColor: soft, domainColor: line, tickColor: line, gridColor: line,
        labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelPadding: 6,
      },
      axisX: { labelFlush: true, labelOverlap: true, tickCount: narrow ? 3 : 7 },
      axisY: { tickCount: 5 },
      bar: { color: accent },
      line: { color: accent },
      point: { color: accent, size: 60, filled: true },
    };
  }

  // Its own tooltip brings a style element, which the policy of the pages forbids.
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.hidden = true;
  tip.setAttribute("role", "status");
  function tooltip(_, event, item, value) {
    tip.hidden = value == null || value === "";
    if (tip.hidden) return;
    tip.replaceChildren(...Object.entries(value).map(([name, said]) => {
      const row = document.createElement("div");
      row.textContent = `${name}: ${said}`;
      return row;
    }));
    document.body.append(tip);
    tip.style.left = `${Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8)}px`;
  }

  async function draw(panel) {
    const spec = JSON.parse(panel.querySelector("script").textContent);
    // On a narrow page long names leave no room for the bars.
    const narrow = panel.clientWidth < 520;
    const names = spec.encoding.y.axis;
    if (names) names.labelLimit = Math.round(panel.clientWidth * (narrow ? 0.4 : 0.35));
    await load();
    const room = panel.querySelector(".chart-room") ?? panel.appendChild(document.createElement("div"));
    room.className = "chart-room";
    await window.vegaEmbed(room, spec, {
      mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, ast: true, tooltip,
      config: config(narrow),
    });
    const svg = room.querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", spec.description);
    panel.dataset.drawn = "";
  }

  function all(root) {
    for (const panel of root.querySelectorAll(".chart-panel:not([data-drawn])")) draw(panel);
  }
  function again() {
    for (const panel of document.querySelectorAll(".chart-panel[data-drawn]")) draw(panel);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  window.sygraphCharts = all;
  all(document);
})();
