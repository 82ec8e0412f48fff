// A tour of the page in a few steps, by itself on the first visit only.
"use strict";

(function () {
  const KEY = "sygraph-tour";
  const box = document.querySelector(".tour");
  if (!box) return;
  const steps = JSON.parse(box.dataset.steps);
  const next = box.querySelector("[data-tour-next]");
  const label = next.textContent;
  let step = -1, shown = null;

  const seen = () => { try { return localStorage.getItem(KEY) !== null; } catch { return true; } };
  function end() {
    box.hidden = true;
    document.dispatchEvent(new CustomEvent("tour"));
    shown?.classList.remove("tour-target");
    try { localStorage.setItem(KEY, "seen"); } catch { /* a browser that keeps nothing */ }
  }
  function show(place) {
    if (place >= steps.length) { end(); return; }
    step = place;
    const [title, text, target] = steps[place];
    box.hidden = false;
    box.querySelector("h2").textContent = title;
    box.querySelector("#tour-text").textContent = text;
    const values = { place: place + 1, count: steps.length };
    box.querySelector(".tour-count").textContent = box.dataset.count.replace(/\{(\w+)\}/g, (_, key) => values[key]);
    next.textContent = place === steps.length - 1 ? box.dataset.done : label;
    shown?.classList.remove("tour-target");
    document.dispatchEvent(new CustomEvent("tour", { detail: target }));
    shown = document.querySelector(target);
    shown?.classList.add("tour-target");
    const spot = shown?.getBoundingClientRect();
    if (place > 0 && spot && (spot.bottom < 0 || spot.top > innerHeight)) shown.scrollIntoView({ block: "center" });
  }
  next.addEventListener("click", () => show(step + 1));
  box.querySelector("[data-tour-end]").addEventListener("click", end);
  addEventListener("keydown", (event) => { if (event.key === "Escape" && !box.hidden) end(); });
  for (const button of document.querySelectorAll("[data-tour]")) {
    button.hidden = false;
    button.addEventListener("click", () => { show(0); next.focus(); });
  }
  // A reader who comes for a certain sentence or entity is not shown around.
  if (location.hash === "#tour" || (!seen() && !location.hash && !new URLSearchParams(location.search).has("about"))) show(0);
})();
