// A passage's number shows its words where one reads, instead of leaping down to them.
"use strict";

(function () {
  const box = document.createElement("div");
  box.className = "cite-box";
  box.hidden = true;
  box.id = "cite-box";
  box.setAttribute("role", "note");
  let from = null;

  function close(focus) {
    if (!from) return;
    box.hidden = true;
    from.removeAttribute("aria-expanded");
    if (focus) from.focus();
    from = null;
  }

  // Mark the words of a figure in its sentence.
  function mark(quote, words) {
    const [before, ...rest] = quote.textContent.split(words);
    if (!rest.length) return;
    const found = document.createElement("mark");
    found.textContent = words;
    quote.replaceChildren(before, found, rest.join(words));
  }

  function open(link, source) {
    close(false);
    from = link;
    const quote = source.querySelector("blockquote").cloneNode(true);
    const more = source.querySelector("a.quote-number").cloneNode(true);
    if (link.dataset.mark) mark(quote, link.dataset.mark);
    box.replaceChildren(more, quote);
    link.setAttribute("aria-expanded", "true");
    (link.closest("li, td, dd, p") || link.parentElement).append(box);
    box.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cite");
    if (!link) {
      if (!box.contains(event.target)) close(false);
      return;
    }
    const source = document.getElementById(link.hash.slice(1));
    if (!source || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link === from) close(false); else open(link, source);
  });
  // A section that a link leads to unfolds.
  function unfold() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.querySelector(":scope > .fold") ?? target?.closest(".fold");
    if (!fold || fold.open) return;
    fold.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", unfold);
  unfold();
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(true); });
})();
