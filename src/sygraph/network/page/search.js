// The search box: it suggests names in all languages while the user types.
"use strict";

{
  const { element, mark } = window.sygraph;
  const PATIENCE = 2000; // milliseconds
  let boxes = 0;

  function searchBox(view) {
    const id = `sy-found-${(boxes += 1)}`;
    const list = element("ul", { id, role: "listbox", class: "found", hidden: true });
    const input = element("input", {
      type: "search",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-autocomplete": "list",
    });
    const status = element("span", { class: "status", role: "status" });
    let found = [];
    let active = -1;
    let settled = null; // the text of which the list has the hits of the site

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function take(node) {
      close();
      input.value = "";
      input.blur();
      view.reveal(node.id);
      view.pickOrChoose(node.id, { show: true });
    }

    // On a page of the site, its search decides; its hits are entities by the URL of their page.
    const site = view.options.embedded && document.querySelector("[data-suggest]")?.dataset.suggest;

    async function hits(wanted, signal = null) {
      const own = view.model.search(wanted);
      if (!site || !wanted) return own;
      try {
        const answer = await fetch(`${site}?q=${encodeURIComponent(wanted)}`, { signal });
        const pages = (answer.ok ? await answer.json() : []).map(({ href }) => href);
        const nodes = pages.map((href) => view.model.order.find((node) => node.href === href)).filter(Boolean);
        const first = nodes.map((node) => own.find((hit) => hit.node === node) || { node, name: view.inLanguage(node.labels) });
        return [...new Set([...first, ...own])];
      } catch {
        return own;
      }
    }

    // Show the names that are found here at once, and what the site finds when it answers.
    async function suggest() {
      const wanted = input.value.trim();
      show(wanted, view.model.search(wanted));
      if (!site || !wanted) return;
      const ranked = await hits(wanted);
      if (wanted !== input.value.trim() || active >= 0 || document.activeElement !== input) return;
      show(wanted, ranked);
      settled = wanted;
    }

    function show(wanted, ranked) {
      found = ranked;
      active = -1;
      list.replaceChildren(...found.map((hit, n) => option(hit, n)));
      if (wanted && !found.length) list.append(element("li", { class: "none", role: "presentation" }, view.word("nothing")));
      list.hidden = !wanted;
      input.setAttribute("aria-expanded", String(Boolean(found.length)));
      status.textContent = wanted ? view.word("found", { count: found.length }) : "";
    }

    // Take the best hit, that of the site if it answers soon.
    async function takeFirst() {
      const wanted = input.value.trim();
      const [first] = settled === wanted ? found : await hits(wanted, AbortSignal.timeout(PATIENCE));
      if (first && wanted === input.value.trim()) take(first.node);
    }

    function option({ node, name }, n) {
      const label = view.inLanguage(node.labels);
      return element(
        "li",
        {
          role: "option",
          id: `${id}-${n}`,
          "aria-selected": "false",
          onmousedown: (event) => event.preventDefault(),
          onclick: () => take(node),
        },
        mark(view.family(node.family).shape, view.colour(node)),
        element("span", { class: "name", dir: "auto" }, label),
        name === label ? null : element("span", { class: "other", dir: "auto" }, name),
      );
    }

    function move(step) {
      if (!found.length) return;
      active = (active + step + found.length) % found.length;
      [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === active)));
      list.children[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", `${id}-${active}`);
    }

    input.addEventListener("input", suggest);
    input.addEventListener("focus", () => input.value && suggest());
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter") {
        const chosen = found[active];
        if (chosen) take(chosen.node);
        else takeFirst();
      } else if (event.key === "Escape") {
        input.value = "";
        close();
        input.blur();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });

    view.onChange(["lang"], () => {
      input.placeholder = view.word("search");
      input.setAttribute("aria-label", view.word("search"));
      list.setAttribute("aria-label", view.word("search"));
    });
    return { box: element("div", { class: "search", role: "search" }, input, list, status), input };
  }

  window.sygraph.searchBox = searchBox;
}
