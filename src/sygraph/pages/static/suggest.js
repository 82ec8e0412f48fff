// The box suggests as one types: a ranked list that arrow keys walk. Ctrl+K opens it over any page,
// with the best answer below.
"use strict";

(function () {
  const WAIT = 120, WAIT_FOR_ANSWER = 300, SUGGESTED = 8;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // The words of a suggestion: its label and, where other words were sought, these with a mark.
  function words(found) {
    const [start, end] = found.span;
    const mark = element("mark", {}, found.text.slice(start, end));
    const parts = found.text ? [found.text.slice(0, start), mark, found.text.slice(end)] : [];
    const lang = found.lang ? { lang: found.lang } : {};
    if (found.kind === "passage" && found.text) return [element("span", lang, ...parts)];
    if (!found.text || found.text === found.label) return [element("b", {}, ...(parts.length ? parts : [found.label]))];
    return [element("b", {}, found.label), " ", element("span", lang, ...parts)];
  }

  // What fits: asked of the server or, on a page that is a file, looked up in the site's index.
  async function sought(input, text) {
    if (input.dataset.index) return siteSearch(input.dataset.index, input.dataset.root, text, SUGGESTED);
    const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`);
    return answer.ok ? answer.json() : [];
  }

  function enhance(input, { stays = false, changed = () => {} } = {}) {
    const list = element("ul", { id: input.id + "-list", class: "suggestions", role: "listbox", "aria-label": input.getAttribute("aria-label") });
    list.hidden = true;
    input.after(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);
    let chosen = -1;
    let timer = 0;
    let turn = 0;

    function close() {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function choose(index) {
      const options = list.children;
      if (chosen >= 0) options[chosen].setAttribute("aria-selected", "false");
      chosen = index;
      if (chosen < 0) { input.removeAttribute("aria-activedescendant"); return; }
      options[chosen].setAttribute("aria-selected", "true");
      options[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[chosen].id);
    }

    function option(found, index) {
      const item = element("li", { id: `${list.id}-${index}`, role: "option", "aria-selected": "false", "data-href": found.href },
        element("small", { class: "kind" }, found.name), element("span", { class: "words" }, ...words(found)), element("small", {}, found.what));
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); location.assign(found.href); });
      return item;
    }

    async function ask() {
      const text = input.value.trim();
      const mine = ++turn;
      changed(text);
      if (!text) { close(); return; }
      try {
        const found = await sought(input, text);
        if (mine !== turn || (!stays && document.activeElement !== input)) return;
        list.replaceChildren(...found.map(option));
        chosen = -1;
        list.hidden = !found.length;
        input.setAttribute("aria-expanded", String(found.length > 0));
        input.removeAttribute("aria-activedescendant");
      } catch { close(); }
    }

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    if (!stays) input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const last = list.children.length - 1;
      if (event.isComposing) return;
      // In a dialog, the first Escape would only empty the field.
      if (event.key === "Escape" && stays) { event.preventDefault(); input.closest("dialog").close(); return; }
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); return; }
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen < last ? chosen + 1 : -1); }
      if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? last : chosen - 1); }
      if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        location.assign(list.children[chosen].dataset.href);
      }
    });
  }

  // The best answer as the page of the question has it, to look at and not to change.
  async function answer(action, text) {
    const found = await fetch(`${action}?q=${encodeURIComponent(text)}`, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await found.text(), "text/html");
    const best = page.querySelector("#best");
    if (!best) return null;
    for (const link of page.querySelectorAll('link[rel="stylesheet"]')) {
      if (!document.querySelector(`link[href="${link.getAttribute("href")}"]`)) document.head.append(document.adoptNode(link));
    }
    best.querySelectorAll("form, button, .answer-head, .answer-views, .answer-download, .card-do").forEach((one) => one.remove());
    for (const one of [best, ...best.querySelectorAll("[id], [aria-labelledby], [aria-describedby], [tabindex]")]) {
      for (const name of ["id", "aria-labelledby", "aria-describedby", "tabindex", "role"]) one.removeAttribute(name);
    }
    return document.adoptNode(best);
  }

  function palette(box) {
    const form = box.cloneNode(true);
    const input = form.querySelector("input");
    form.querySelectorAll("ul, kbd").forEach((one) => one.remove());
    input.id = "palette-find";
    input.value = "";
    const preview = element("div", { class: "palette-answer", "aria-live": "polite" });
    const dialog = element("dialog", { class: "palette", "aria-label": input.getAttribute("aria-label") }, form, preview);
    let timer = 0;
    let turn = 0;
    enhance(input, {
      stays: true,
      changed(text) {
        const mine = ++turn;
        clearTimeout(timer);
        if (!text || input.dataset.index) { preview.replaceChildren(); return; }
        timer = setTimeout(async () => {
          try {
            const best = await answer(form.action, text);
            if (mine === turn) preview.replaceChildren(...(best ? [best] : []));
          } catch { preview.replaceChildren(); }
        }, WAIT_FOR_ANSWER);
      },
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    return { open() { dialog.showModal(); input.select(); } };
  }

  const boxes = [...document.querySelectorAll("input[data-suggest], input[data-index]")];
  if (!boxes.length) return;
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  let over = null;
  const original = boxes[0].form.cloneNode(true);
  for (const input of boxes) {
    enhance(input);
    input.setAttribute("aria-keyshortcuts", mac ? "Meta+K" : "Control+K");
    input.after(element("kbd", { "aria-hidden": "true" }, mac ? "⌘K" : "Ctrl K"));
  }
  document.addEventListener("keydown", (event) => {
    const asked = event.key.toLowerCase() === "k" && (mac ? event.metaKey : event.ctrlKey) && !event.shiftKey && !event.altKey;
    if (!asked || event.target.closest?.(".ace_editor")) return;
    event.preventDefault();
    over ??= palette(original);
    if (!document.querySelector("dialog.palette[open]")) over.open();
  });
})();
