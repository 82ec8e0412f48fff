// Forms whose answer is a part of their page: it is fetched, put in place, and its address kept.
"use strict";

(function () {
  let latest = 0;

  // Fetch a page and put the element that the selector names in the place of this page's.
  async function take(url, selector, { push = true, init = {} } = {}) {
    const turn = ++latest;
    const target = document.querySelector(selector);
    target.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html" }, ...init });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn !== latest) return;
      const found = page.querySelector(selector);
      if (!found) { location.assign(url); return; }
      document.querySelector(selector).replaceWith(document.adoptNode(found));
      if (push) history.pushState({ live: selector }, "", url);
      document.dispatchEvent(new CustomEvent("live", { detail: { selector, page } }));
    } finally {
      document.querySelector(selector)?.removeAttribute("aria-busy");
    }
  }

  // The form's address, without what is empty and without what holds anyway: a box whose hidden
  // field says that it is off needs no word where it is on.
  function address(form) {
    const fields = new URLSearchParams();
    const on = new Set([...form.querySelectorAll("input[type=hidden] + input:checked")].map((box) => box.name));
    for (const [name, value] of new FormData(form)) if (value && !on.has(name)) fields.append(name, value);
    const said = fields.toString();
    return form.action.split("?")[0] + (said && "?" + said);
  }

  for (const form of document.querySelectorAll("form[data-live]")) {
    const send = () => take(address(form), form.dataset.live);
    form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
    if ("eager" in form.dataset) form.addEventListener("change", send);
  }
  addEventListener("popstate", () => location.reload());
  window.sygraphLive = { take, address };
})();
