// The query page besides its editor: filter the questions, see the answer in another way, copy links.
"use strict";

(function () {
  const filter = document.querySelector(".query-filter");
  if (filter) {
    filter.hidden = false;
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      let any = false;
      for (const section of document.querySelectorAll(".query-list section")) {
        let some = false;
        for (const item of section.querySelectorAll("li")) {
          const text = (item.textContent + " " + item.firstElementChild.dataset.name).toLowerCase();
          item.hidden = !words.every((word) => text.includes(word));
          some ||= !item.hidden;
        }
        section.hidden = !some;
        any ||= some;
      }
      document.querySelector(".query-none").hidden = any;
    });
  }
  // Bring the question that is asked into sight, in its list alone.
  const current = document.querySelector(".query-list [aria-current]");
  if (current) {
    const list = current.closest(".studio");
    list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 2;
  }

  function dress() {
    window.sygraphMaps?.(document);
    window.sygraphCharts?.(document);
    window.sygraphTables?.(document);
    window.sygraphCards?.(document);
    for (const button of document.querySelectorAll("[data-copy-link]")) button.hidden = false;
  }

  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy-link]");
    if (copy) {
      await navigator.clipboard.writeText(location.href);
      const before = copy.textContent;
      copy.textContent = copy.dataset.copied;
      setTimeout(() => { copy.textContent = before; }, 1500);
      return;
    }
    const link = event.target.closest(".answer-views a, a[data-fix]");
    // A network brings scripts of its own, which run only in a page that is loaded with them.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.sygraphLive) return;
    if (link.dataset.view === "network" || document.querySelector("#answer [data-payload]")) return;
    event.preventDefault();
    window.sygraphLive.take(link.href, "#answer");
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-chart-form]");
    if (form && window.sygraphLive) window.sygraphLive.take(window.sygraphLive.address(form), "#answer");
  });
  document.addEventListener("live", () => { dress(); document.getElementById("answer")?.focus({ preventScroll: true }); });
  dress();
})();
