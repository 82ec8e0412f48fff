// The article: a passage shows its facts beside it, and a name lights up wherever it stands.
"use strict";

(function () {
  const panel = document.getElementById("panel");
  const body = panel.querySelector(".panel-body");
  const passages = [...document.querySelectorAll("a.passage")];
  const lights = [...document.querySelectorAll("a[data-light]")];
  const page = document.querySelector(".lit-page");
  const pages = JSON.parse(page.firstElementChild.dataset.pages);
  let current = null;

  function close() {
    panel.hidden = true;
    if (!current) return;
    const was = current;
    current.removeAttribute("aria-current");
    current = null;
    history.replaceState(null, "", location.pathname + location.search);
    was.focus({ preventScroll: true });
  }

  async function open(passage, { focus = true } = {}) {
    if (current) current.removeAttribute("aria-current");
    current = passage;
    passage.setAttribute("aria-current", "true");
    let found;
    try {
      const answer = await fetch(passage.href, { headers: { Accept: "text/html" } });
      const other = new DOMParser().parseFromString(await answer.text(), "text/html");
      found = [other.querySelector("h1"), other.querySelector("#facts")];
      // Its addresses are relative to where it is.
      for (const link of other.querySelectorAll("a[href]")) {
        link.href = new URL(link.getAttribute("href"), answer.url).href;
      }
    } catch { found = []; }
    if (current !== passage) return;
    if (!found[1]) { location.assign(passage.href); return; }
    const heading = document.createElement("h2");
    const link = document.createElement("a");
    link.href = passage.href;
    link.textContent = found[0].textContent;
    link.title = panel.dataset.open;
    heading.append(link);
    found[1].removeAttribute("id");
    found[1].querySelector("h2").remove();
    body.replaceChildren(heading, document.adoptNode(found[1]));
    panel.hidden = false;
    panel.scrollTop = 0;
    document.querySelector(".article-side").scrollTop = 0;
    history.replaceState(null, "", "#" + passage.id);
    if (focus) panel.focus({ preventScroll: true });
  }

  // ---- from sentence to sentence

  const bar = document.querySelector(".walk");
  let walked = [], at = 0;

  // Show the sentences one after the other: the first at once.
  function walk(sentences, name, place = 0) {
    walked = sentences;
    bar.hidden = !walked.length;
    bar.dataset.name = name;
    if (walked.length) go(place);
  }
  function go(place) {
    walked[at]?.classList.remove("walked");
    at = (place + walked.length) % walked.length;
    walked[at].classList.add("walked");
    const values = { place: at + 1, count: walked.length };
    const count = bar.dataset.count.replace(/\{(\w+)\}/g, (_, key) => values[key]);
    bar.querySelector(".walk-name").textContent = `${bar.dataset.name} · ${count}`;
    for (const button of bar.querySelectorAll("[data-walk='1'], [data-walk='-1']")) button.hidden = walked.length < 2;
    walked[at].scrollIntoView({ block: "center" });
  }
  function stop() {
    for (const one of passages) one.classList.remove("walked", "states");
    for (const one of document.querySelectorAll("#lens .is-on")) one.classList.remove("is-on");
    walked = [];
    bar.hidden = true;
  }
  bar.addEventListener("click", (event) => {
    const step = Number(event.target.closest("[data-walk]")?.dataset.walk);
    if (step) go(at + step); else if (step === 0) { light(null); stop(); }
  });

  const speak = (passage, slug) => passage.dataset.about.split(" ").includes(slug);

  // Light up an entity wherever its name stands, and go to its first sentence.
  function light(slug, name = "") {
    const off = !slug || document.querySelector(`a[data-light="${CSS.escape(slug)}"][aria-current]`);
    const chosen = off ? null : slug;
    stop();
    for (const one of lights) {
      if (one.dataset.light === chosen) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
    for (const one of document.querySelectorAll(".name")) {
      one.classList.toggle("lit", one.dataset.names.split(" ").includes(chosen));
    }
    for (const one of passages) one.classList.toggle("states", speak(one, chosen));
    page.hidden = !pages[chosen];
    if (pages[chosen]) [page.firstElementChild.href, page.firstElementChild.textContent] = pages[chosen];
    if (chosen) {
      mark((item) => names(item).includes(chosen), "is-on");
      const found = passages.filter((one) => speak(one, chosen));
      const from = Math.max(0, found.indexOf(document.getElementById(location.hash.slice(1))));
      const named = lights.find((one) => one.dataset.light === chosen)?.firstChild.textContent.trim();
      walk(found, name || named || chosen, from);
    }
    const address = new URL(location.href);
    if (chosen) address.searchParams.set("about", chosen); else address.searchParams.delete("about");
    history.replaceState(null, "", address);
  }

  // ---- the lens: what is pointed at on one side lights up on the other

  const says = (item) => item.dataset.says?.split(" ") ?? [];
  const names = (item) => item.dataset.names?.split(" ") ?? [];
  const items = () => document.querySelectorAll("#lens [data-says], #lens [data-names]");

  function mark(fits, style) {
    let first = null;
    for (const item of items()) {
      const on = fits(item);
      item.classList.toggle(style, on);
      if (on) first ??= item;
    }
    for (const edge of document.querySelectorAll("#lens [data-joins]")) {
      edge.classList.toggle(style, [...document.querySelectorAll(`#lens .${style}[data-names]`)].some((item) => edge.dataset.joins.split(" ").includes(names(item)[0])));
    }
    return first;
  }
  const told = (item, passage) => says(item).includes(passage.id) || names(item).some((slug) => slug && speak(passage, slug));
  function near(target) {
    const item = target.closest?.("#lens [data-says], #lens [data-names]");
    const passage = target.closest?.("a.passage");
    const light = target.closest?.("a[data-light]");
    for (const one of passages) {
      one.classList.toggle("is-near", Boolean((item && told(item, one)) || (light && speak(one, light.dataset.light))));
    }
    const first = mark((one) => Boolean((passage && told(one, passage)) || (light && names(one).includes(light.dataset.light))), "is-near");
    if (passage && first) inside(first);
  }
  // Scroll a list of the lens, and not the page, to an item.
  function inside(item) {
    const list = item.closest(".lens-list");
    if (list) list.scrollTop = item.offsetTop - list.offsetTop - list.clientHeight / 3;
  }
  for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, (event) => near(event.target));

  function choose(item) {
    const slug = names(item).at(-1);
    const name = item.getAttribute("aria-label") ?? item.querySelector("span:not(.lens-when)")?.textContent ?? "";
    if (slug) { light(slug, name); return; }
    light(null);
    item.classList.add("is-on");
    const found = passages.filter((one) => says(item).includes(one.id));
    for (const one of found) one.classList.add("states");
    walk(found, name);
  }
  // A map takes clicks for itself, after this.
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const tab = event.target.closest("a[data-lens]");
    const item = event.target.closest("#lens [data-says], #lens [data-names]");
    if (item) { event.preventDefault(); choose(item); }
    if (!tab || !window.sygraphLive) return;
    event.preventDefault();
    const address = new URL(location.href);
    address.searchParams.set("lens", tab.dataset.lens);
    address.hash = "";
    const open = document.getElementById("lens").classList.contains("is-sheet");
    window.sygraphLive.take(address.href, "#lens", { push: false }).then(() => {
      if (open) sheet(true);
      history.replaceState(null, "", address);
      document.querySelector("#lens a[aria-current]")?.focus({ preventScroll: true });
    });
  });
  document.addEventListener("live", () => window.sygraphMaps?.(document));

  // On a small screen the lens opens over the lower half, so that the text stays beside it.
  const small = matchMedia("(max-width: 59.99rem)");
  function sheet(open) {
    const lens = document.getElementById("lens");
    lens.classList.toggle("is-sheet", open && small.matches);
    lens.querySelector("[data-lens-close]").hidden = !open || !small.matches;
    document.dispatchEvent(new Event("live"));
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-lens-close]")) sheet(false);
    if (!event.target.closest("[data-lens-open]") || !small.matches) return;
    event.preventDefault();
    sheet(true);
    document.querySelector("#lens a[aria-current]")?.focus({ preventScroll: true });
  });
  document.addEventListener("tour", (event) => sheet(event.detail === "#lens"));
  small.addEventListener("change", () => sheet(false));

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const passage = event.target.closest("a.passage");
    const name = event.target.closest("a[data-light]");
    if (passage) { event.preventDefault(); if (passage === current) close(); else open(passage); }
    if (name) { event.preventDefault(); light(name.dataset.light); }
  });
  panel.querySelector(".close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key !== "Escape") return; if (!panel.hidden) close(); else sheet(false); });

  const linked = document.getElementById(location.hash.slice(1));
  const about = new URLSearchParams(location.search).get("about");
  if (about && passages.some((one) => speak(one, about))) {
    document.querySelector(`a[data-light="${CSS.escape(about)}"]`)?.removeAttribute("aria-current");
    light(about);
  } else if (linked?.matches("a.passage")) open(linked, { focus: false });
})();
