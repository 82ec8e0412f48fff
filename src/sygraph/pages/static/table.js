// Tables that sort, filter and hide columns by a menu in each heading. Without it they are whole.
"use strict";

(function () {
  const FACETS = 20;
  let open = null;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key in made && key !== "list") made[key] = value; else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  function close(focus) {
    if (!open) return;
    open.menu.hidden = true;
    open.button.setAttribute("aria-expanded", "false");
    if (focus) open.button.focus();
    open = null;
  }

  // What a cell is compared by: a number, a date or its text.
  function key(cell, numeric) {
    if (!cell) return "";
    if (numeric) return cell.dataset.sort === undefined ? NaN : Number(cell.dataset.sort);
    return cell.dataset.sort ?? cell.textContent.trim();
  }

  class Sheet {
    constructor(table) {
      this.table = table;
      this.words = JSON.parse(table.dataset.words);
      this.body = table.tBodies[0];
      // A record moves with the row of its proof.
      this.records = [...this.body.querySelectorAll("tr:not(.proof-row)")].map((row) => ({
        row, proof: row.nextElementSibling?.classList.contains("proof-row") ? row.nextElementSibling : null,
      }));
      this.filters = new Map();
      this.hidden = new Set();
      this.order = null;
      this.heads = [...table.tHead.rows[0].cells];
      this.status = element("p", { className: "table-status soft", hidden: true });
      this.status.setAttribute("role", "status");
      (table.closest(".table-frame") ?? table).before(this.status);
      this.heads.forEach((head, place) => { if (!head.classList.contains("is-proof") && head.textContent.trim()) this.dress(head, place); });
    }

    texts(place) { return this.records.map(({ row }) => row.cells[place]?.textContent.trim() ?? ""); }

    dress(head, place) {
      const button = element("button", { type: "button", className: "th-button" }, ...head.childNodes);
      button.setAttribute("aria-expanded", "false");
      let menu = null;
      button.addEventListener("click", () => {
        const same = open && open.menu === menu;
        close(false);
        if (same) return;
        if (!menu?.isConnected) {
          menu = this.menu(head, place);
          head.append(menu);
        }
        menu.hidden = false;
        button.setAttribute("aria-expanded", "true");
        open = { menu, button };
        this.place(menu, button);
      });
      head.append(button);
    }

    // The frame of the table scrolls, so the menu is set on the page itself.
    place(menu, button) {
      const box = button.getBoundingClientRect();
      const below = box.bottom + 4;
      const fits = below + menu.offsetHeight <= innerHeight - 8;
      menu.style.top = `${fits ? below : Math.max(8, box.top - menu.offsetHeight - 4)}px`;
      menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`;
    }

    menu(head, place) {
      const menu = element("div", { className: "th-menu" });
      menu.setAttribute("role", "group");
      menu.setAttribute("aria-label", head.textContent);
      const action = (text, done) => {
        const made = element("button", { type: "button", textContent: text });
        made.addEventListener("click", () => { done(); close(true); });
        return made;
      };
      menu.append(
        action(this.words.up, () => this.sort(head, place, 1)),
        action(this.words.down, () => this.sort(head, place, -1)),
      );
      const texts = this.texts(place);
      const values = [...new Set(texts)].sort((a, b) => a.localeCompare(b, document.documentElement.lang));
      const field = element("input", { type: "search" });
      field.setAttribute("aria-label", this.words.filter);
      field.placeholder = this.words.filter;
      field.addEventListener("input", () => this.filter(place, field.value && ((text) => text.toLowerCase().includes(field.value.toLowerCase()))));
      field.addEventListener("keydown", (event) => { if (event.key === "Enter") close(true); });
      menu.append(field);
      if (values.length > 1 && values.length <= FACETS && values.length < texts.length) {
        const select = element("select");
        select.setAttribute("aria-label", this.words.only);
        select.append(element("option", { value: "", textContent: this.words.any }));
        for (const value of values) {
          const count = texts.filter((text) => text === value).length;
          select.append(element("option", { value: `=${value}`, textContent: `${value || "–"} (${count})` }));
        }
        select.addEventListener("change", () => {
          this.filter(place, select.value && ((text) => `=${text}` === select.value));
          close(true);
        });
        menu.append(select);
      }
      menu.append(action(this.words.hide, () => this.hide(place)));
      return menu;
    }

    sort(head, place, way) {
      const numeric = head.matches(".is-number, .number");
      const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
      this.records.sort((one, other) => {
        const [a, b] = [one, other].map(({ row }) => key(row.cells[place], numeric));
        const [none, nobody] = [a, b].map((value) => value === "" || Number.isNaN(value));
        if (none || nobody) return none - nobody; // what has no value comes last
        return way * (numeric ? a - b : compare(a, b));
      });
      for (const one of this.heads) one.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      for (const { row, proof } of this.records) this.body.append(...[row, proof].filter(Boolean));
    }

    filter(place, test) {
      if (test) this.filters.set(place, test); else this.filters.delete(place);
      this.heads[place].classList.toggle("is-filtered", Boolean(test));
      this.show();
    }

    hide(place) {
      this.hidden.add(place);
      this.show();
    }

    show() {
      let count = 0;
      for (const { row, proof } of this.records) {
        const fits = [...this.filters].every(([place, test]) => test(row.cells[place].textContent.trim()));
        row.hidden = !fits;
        if (proof) proof.hidden = !fits;
        count += fits;
      }
      for (const row of [this.table.tHead.rows[0], ...this.records.map(({ row }) => row)]) {
        [...row.cells].forEach((cell, place) => { cell.hidden = this.hidden.has(place); });
      }
      const changed = this.filters.size || this.hidden.size;
      this.status.hidden = !changed;
      if (!changed) return;
      const said = this.words.shown.replace("{shown}", count).replace("{count}", this.records.length);
      const reset = element("button", { type: "button", className: "quiet", textContent: this.words.reset });
      reset.addEventListener("click", () => this.reset());
      this.status.replaceChildren(said, " ", reset);
    }

    reset() {
      this.filters.clear();
      this.hidden.clear();
      for (const head of this.heads) head.classList.remove("is-filtered");
      for (const menu of this.table.tHead.querySelectorAll(".th-menu")) menu.remove();
      this.show();
    }
  }

  function all(root) {
    for (const table of root.querySelectorAll("table[data-table]:not([data-dressed])")) {
      table.dataset.dressed = "";
      new Sheet(table);
    }
  }

  document.addEventListener("click", (event) => {
    if (open && !open.menu.contains(event.target) && !open.button.contains(event.target)) close(false);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(true); });
  addEventListener("scroll", () => close(false), { capture: true, passive: true });
  window.sygraphTables = all;
  all(document);
})();
