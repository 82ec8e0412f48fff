// The review page: keys and buttons decide on the candidates of a sentence, one at a time.
"use strict";

(function () {
  let room = document.getElementById("review");
  let busy = false;

  const cards = () => [...room.querySelectorAll(".review-card")];
  const chosen = () => room.querySelector('.review-card[aria-current="true"]');

  // ---- which candidate

  function choose(card, { focus = true } = {}) {
    for (const one of cards()) one.removeAttribute("aria-current");
    if (!card) return;
    card.setAttribute("aria-current", "true");
    if (focus) card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    const all = cards();
    const at = all.indexOf(chosen());
    choose(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
  }

  // ---- the page of a sentence, in place

  // A key that is pressed meanwhile decides on nothing: its candidate is not the one that is seen.
  async function waiting(work) {
    if (busy) return;
    busy = true;
    room.setAttribute("aria-busy", "true");
    try { await work(); } finally {
      busy = false;
      room.removeAttribute("aria-busy");
    }
  }

  const go = (number, how) => waiting(() => load(number, how));

  async function load(number, { node = "", push = true, news = "" } = {}) {
    const address = new URL(room.dataset.address, location.href);
    if (number) address.searchParams.set("passage", number);
    let text;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok) { location.reload(); return; }
      text = await answer.text();
    } catch { tell(room.dataset.offline, true); return; }
    const other = new DOMParser().parseFromString(text, "text/html").getElementById("review");
    const top = room.querySelector(".review-text").scrollTop;
    room.replaceWith(document.adoptNode(other));
    room = document.getElementById("review");
    room.querySelector(".review-text").scrollTop = top;
    if (push) history.pushState({ number }, "", address);
    begin(node);
    tell(news);
  }

  function begin(node) {
    const wanted = node || room.dataset.chosen;
    choose(cards().find((card) => card.dataset.node === wanted) ?? cards()[0]);
    const here = room.querySelector('.review-text [aria-current="true"]');
    const text = room.querySelector(".review-text");
    const spot = here?.getBoundingClientRect(), frame = text.getBoundingClientRect();
    if (spot && text.scrollHeight > text.clientHeight && (spot.top < frame.top || spot.bottom > frame.bottom)) {
      text.scrollTop += spot.top - frame.top - text.clientHeight / 3;
    }
  }

  function tell(words, wrong = false) {
    const news = document.getElementById("news");
    news.textContent = words || "";
    news.classList.toggle("wrong", wrong);
  }

  // ---- decisions

  const send = (action, more) => waiting(() => decide(action, more));

  async function decide(action, more = {}) {
    const card = chosen();
    if (!card && ["accept", "reject", "edit"].includes(action)) return;
    const said = {
      digest: room.dataset.digest, passage: room.dataset.passage,
      node: card?.dataset.node ?? "", candidate: card?.dataset.candidate ?? "", ...more,
    };
    try {
      const answer = await fetch(`${room.dataset.address}/${action}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(said),
      });
      const found = await answer.json();
      if (answer.status === 409) {
        await load(room.dataset.passage, { push: false });
        tell(found.news ?? found.error, true);
      } else if (!answer.ok) {
        problem(found.news ?? found.error);
      } else if (found.done === "refused") {
        await load(room.dataset.passage, { node: said.node, push: false });
        tell(found.news, true);
      } else {
        await load(found.passage, { node: found.node, push: String(found.passage) !== room.dataset.passage, news: found.news });
      }
    } catch {
      tell(room.dataset.offline, true);
    }
  }

  // What is open: the reasons or the form of a card, the form for a new fact, or the exceptions.
  const OPEN = ":is([data-reasons], [data-form], [data-new], [data-excuses]):not([hidden])";
  const opened = () => room.querySelector(OPEN);

  function problem(words) {
    const place = opened();
    const form = place?.matches("form") ? place : place?.querySelector("form:not([hidden])");
    if (!form) { tell(words, true); return; }
    let line = form.querySelector(".wrong");
    if (!line) {
      line = document.createElement("p");
      line.className = "wrong";
      line.setAttribute("role", "alert");
      form.append(line);
    }
    line.textContent = words;
  }

  function accept() {
    const card = chosen();
    if (card?.dataset.verdict === "passes") send("accept");
    else if (card) tell(card.querySelector(".verdict-head").textContent.replace(/[:：]\s*$/, ""), true);
  }

  // ---- rejecting, with a reason

  function reasons(card = chosen()) {
    if (!card) return;
    close();
    const form = card.querySelector("[data-reasons]");
    form.hidden = false;
    form.querySelector("button").focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }

  function reject(reason) {
    if (reason.trim()) send("reject", { reason });
  }

  // ---- editing

  const edit = (card = chosen()) => waiting(() => open(card));

  async function open(card) {
    if (!card) return;
    close();
    const place = card.querySelector("[data-form]");
    const markup = await part("form", { passage: room.dataset.passage, node: card.dataset.node });
    if (!markup) return;
    place.replaceChildren(markup);
    place.hidden = false;
    place.querySelector("form:not([hidden]) :is(select, input, textarea)").focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  }

  // A part of the page from the server; nothing if there is none, which the page then says.
  async function part(name, given) {
    const address = new URL(`${room.dataset.address}/${name}`, location.href);
    for (const [key, value] of Object.entries(given)) address.searchParams.set(key, value);
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok) { await load(room.dataset.passage, { push: false }); return null; }
      const text = await answer.text();
      return document.adoptNode(new DOMParser().parseFromString(text, "text/html").body.firstElementChild);
    } catch { tell(room.dataset.offline, true); return null; }
  }

  function show(tab) {
    const place = tab.closest("[data-form]");
    for (const one of place.querySelectorAll("[data-tab]")) one.setAttribute("aria-selected", String(one === tab));
    for (const form of place.querySelectorAll("form")) form.hidden = form.dataset.as !== tab.dataset.tab;
    place.querySelector("form:not([hidden]) :is(select, input, textarea)").focus();
  }

  function save(form) {
    const values = Object.fromEntries(new FormData(form));
    send("edit", form.dataset.as === "turtle" ? { turtle: values.turtle } : { form: values });
  }

  // Close what is open; whether anything was.
  function close() {
    const shown = [...room.querySelectorAll(OPEN)];
    for (const one of shown) one.hidden = true;
    if (shown.length) (chosen() ?? document.activeElement)?.focus({ preventScroll: true });
    return shown.length > 0;
  }

  // ---- adding what no draft has: a fact, an exception, the country of a new city

  const current = () => room.querySelector('.review-text [aria-current="true"]');

  // The words of the current sentence that are selected in the article.
  function selected() {
    const found = getSelection();
    if (!found.rangeCount || found.isCollapsed || !current()?.contains(found.anchorNode)) return "";
    return found.toString().replace(/\u2060[^]*$/, "").trim();
  }

  const fresh = () => waiting(async () => {
    const place = room.querySelector("[data-new]");
    const words = selected();
    const markup = place && await part("new", { passage: room.dataset.passage });
    if (!markup) return;
    close();
    place.replaceChildren(markup);
    place.hidden = false;
    const form = place.querySelector("form");
    if (words) form.elements.quote.value = words;
    showSlots(form);
    form.elements.kind.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  });

  // Show the fields of the kind that is chosen; the others are not sent.
  function showSlots(form) {
    for (const label of form.querySelectorAll("[data-kinds]")) {
      const own = label.dataset.kinds.split(" ").includes(form.elements.kind.value);
      label.hidden = !own;
      label.querySelector("input, select").disabled = !own;
    }
  }

  function mark(words) {
    const field = room.querySelector("[data-new]:not([hidden]) [name=quote]:not(:disabled)");
    if (field && words) field.value = words;
  }

  function excuses() {
    const form = room.querySelector("[data-excuses]");
    const first = form?.querySelector("input:checked");
    if (!first) return;
    close();
    form.hidden = false;
    first.focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }

  function excuse(form) {
    const { kind, words } = form.querySelector("input:checked").dataset;
    const reason = form.elements.reason;
    if (!reason.value.trim()) reason.focus();
    else send("excuse", { kind, words, reason: reason.value });
  }

  // ---- completion of terms in Turtle

  let known;
  const terms = () => (known ??= fetch(room.dataset.completions).then((answer) => answer.json()).then((all) => all.terms, () => []));
  const TYPED = /[A-Za-z][\w-]*:[\w-]*$/;

  async function complete(field) {
    const list = field.form.querySelector("[role=listbox]");
    const typed = field.value.slice(0, field.selectionStart).match(TYPED)?.[0];
    const all = typed ? await terms() : [];
    const sought = typed?.toLowerCase() ?? "";
    const found = all.filter(({ name }) => name.toLowerCase().startsWith(sought) && name !== typed).slice(0, 8);
    list.replaceChildren(...found.map(({ name, label }, at) => {
      const item = document.createElement("li");
      item.id = `term-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(!at));
      item.dataset.name = name;
      const code = document.createElement("code");
      code.textContent = name;
      item.append(code, ` ${label}`);
      return item;
    }));
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(found.length > 0));
    if (found.length) field.setAttribute("aria-activedescendant", "term-0");
    else field.removeAttribute("aria-activedescendant");
  }

  function step(field, by) {
    const list = field.form.querySelector("[role=listbox]");
    const items = [...list.children];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    items[at]?.setAttribute("aria-selected", "false");
    const next = items[(at + by + items.length) % items.length];
    next.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", next.id);
  }

  function insert(field, item) {
    const before = field.value.slice(0, field.selectionStart).replace(TYPED, "");
    field.setRangeText(item.dataset.name, before.length, field.selectionStart, "end");
    complete(field);
  }

  function inTurtle(event, field) {
    const list = field.form.querySelector("[role=listbox]");
    if (list.hidden) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(field, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Tab" || (event.key === "Enter" && !event.ctrlKey && !event.metaKey)) {
      insert(field, list.querySelector('[aria-selected="true"]'));
    } else if (event.key === "Escape") list.hidden = true;
    else return false;
    event.preventDefault();
    return true;
  }

  // ---- keys

  const KEYS = {
    a: accept, e: () => edit(), r: () => reasons(), z: () => send("undo"),
    f: fresh, x: excuses, c: () => chosen()?.querySelector("[name=country]")?.focus(),
    s: () => move(1), ArrowDown: () => move(1), j: () => move(1),
    w: () => move(-1), ArrowUp: () => move(-1), k: () => move(-1),
    d: () => room.dataset.next && go(room.dataset.next), ArrowRight: () => room.dataset.next && go(room.dataset.next),
    q: () => room.dataset.previous && go(room.dataset.previous), ArrowLeft: () => room.dataset.previous && go(room.dataset.previous),
  };

  // The letter of a key, also while an input method for Chinese is on.
  function letter(event) {
    if (event.key.length === 1 && event.key.charCodeAt(0) < 128) return event.key.toLowerCase();
    const coded = event.code.match(/^(?:Key|Digit)(\w)$/);
    return coded && (event.key === "Process" || event.key.length === 1) ? coded[1].toLowerCase() : event.key;
  }

  document.addEventListener("keydown", (event) => {
    if (event.target.matches("[name=turtle]") && room.contains(event.target) && inTurtle(event, event.target)) return;
    if (event.key === "Escape") { if (close()) event.preventDefault(); return; }
    const field = event.target.closest?.("input, textarea, select, dialog");
    if (field && room.contains(field)) {
      const sends = event.key === "Enter" && !event.isComposing
        && (field.matches("[name=turtle]") ? event.ctrlKey || event.metaKey : true);
      if (sends) { event.preventDefault(); field.form.requestSubmit(); }
      return;
    }
    if (field || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = letter(event);
    const asked = chosen()?.querySelector("[data-reasons]:not([hidden])");
    if (asked && /^[1-9]$/.test(key)) {
      event.preventDefault();
      const button = asked.querySelectorAll("[data-reason]")[key - 1];
      if (button) reject(button.dataset.reason);
      return;
    }
    if (!KEYS[key] || (event.repeat && !key.startsWith("Arrow"))) return;
    event.preventDefault();
    KEYS[key]();
  });

  document.addEventListener("click", (event) => {
    if (!room.contains(event.target)) return;
    const link = event.target.closest("a[data-go]");
    if (link === current() && opened()) { event.preventDefault(); return; }
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(link.dataset.go);
      return;
    }
    const card = event.target.closest(".review-card");
    if (card && card !== chosen()) choose(card, { focus: false });
    const tab = event.target.closest("[data-tab]");
    if (tab) show(tab);
    const term = event.target.closest("[role=option]");
    if (term) { const field = term.closest("form").elements.turtle; insert(field, term); field.focus(); }
    const reason = event.target.closest("[data-reason]");
    if (reason) reject(reason.dataset.reason);
    switch (event.target.closest("[data-do]")?.dataset.do) {
      case "accept": accept(); break;
      case "edit": edit(card); break;
      case "reject": reasons(card); break;
      case "undo": send("undo"); break;
      case "new": fresh(); break;
      case "excuse": excuses(); break;
      case "close": close(); break;
    }
  });

  document.addEventListener("submit", (event) => {
    if (!room.contains(event.target)) return;
    event.preventDefault();
    const form = event.target;
    if (form.matches("[data-reasons]")) reject(form.elements.reason.value);
    else if (form.matches("[data-excuses]")) excuse(form);
    else if (form.matches("[data-city]")) {
      send("country", { city: form.dataset.city, country: form.elements.country.value });
    } else if (form.dataset.as === "new") send("add", { form: Object.fromEntries(new FormData(form)) });
    else save(form);
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-new] [name=kind]")) showSlots(event.target.form);
  });

  // Words for a new fact: selected in the article, or in the sentence above the form.
  function pick() {
    const field = document.activeElement;
    if (field?.matches(".review-sentence")) mark(field.value.slice(field.selectionStart, field.selectionEnd).trim());
    else mark(selected());
  }
  document.addEventListener("mouseup", pick);
  document.addEventListener("keyup", pick);

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[name=turtle]")) complete(event.target);
  });

  addEventListener("popstate", () => go(new URL(location.href).searchParams.get("passage"), { push: false }));

  begin();
})();
