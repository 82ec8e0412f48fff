// The search box suggests as one types: a list that arrow keys walk, and that leads there at once.
"use strict";

(function () {
  const WAIT = 120;

  function enhance(input) {
    const list = document.createElement("ul");
    list.id = input.id + "-list";
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.getAttribute("aria-label"));
    list.hidden = true;
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
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
      const item = document.createElement("li");
      item.id = `${list.id}-${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.href = found.href;
      const [start, end] = found.span;
      const mark = document.createElement("mark");
      mark.textContent = found.text.slice(start, end);
      const words = document.createElement("span");
      if (found.lang) words.lang = found.lang;
      words.append(found.text.slice(0, start), mark, found.text.slice(end));
      const name = document.createElement("b");
      if (found.kind !== "passage" && found.text !== found.label) name.append(found.label, " ");
      const what = document.createElement("small");
      what.textContent = found.what;
      item.append(name, words, what);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); location.assign(found.href); });
      return item;
    }

    async function ask() {
      const text = input.value.trim();
      const mine = ++turn;
      if (!text) { close(); return; }
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`);
        const found = answer.ok ? await answer.json() : [];
        if (mine !== turn || document.activeElement !== input) return;
        list.replaceChildren(...found.map(option));
        chosen = -1;
        list.hidden = !found.length;
        input.setAttribute("aria-expanded", String(found.length > 0));
        input.removeAttribute("aria-activedescendant");
      } catch { close(); }
    }

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const last = list.children.length - 1;
      if (event.isComposing) return;
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

  document.querySelectorAll("input[data-suggest]").forEach(enhance);
})();
