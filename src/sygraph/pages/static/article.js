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

  function light(slug) {
    const off = !slug || document.querySelector(`a[data-light="${CSS.escape(slug)}"][aria-current]`);
    const chosen = off ? null : slug;
    for (const one of lights) {
      if (one.dataset.light === chosen) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
    for (const name of document.querySelectorAll(".name")) {
      name.classList.toggle("lit", name.dataset.names.split(" ").includes(chosen));
    }
    for (const one of passages) one.classList.toggle("states", one.dataset.about.split(" ").includes(chosen));
    page.hidden = !chosen;
    if (chosen) {
      [page.firstElementChild.href, page.firstElementChild.textContent] = pages[chosen];
      const first = document.querySelector(".name.lit") || document.querySelector(".passage.states");
      const spot = first?.getBoundingClientRect();
      if (spot && (spot.top < 0 || spot.bottom > innerHeight)) first.scrollIntoView({ block: "center" });
    }
    const address = new URL(location.href);
    if (chosen) address.searchParams.set("about", chosen); else address.searchParams.delete("about");
    history.replaceState(null, "", address);
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const passage = event.target.closest("a.passage");
    const name = event.target.closest("a[data-light]");
    if (passage) { event.preventDefault(); if (passage === current) close(); else open(passage); }
    if (name) { event.preventDefault(); light(name.dataset.light); }
  });
  panel.querySelector(".close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !panel.hidden) close(); });

  const linked = document.getElementById(location.hash.slice(1));
  if (linked?.matches("a.passage")) open(linked, { focus: false });
})();
