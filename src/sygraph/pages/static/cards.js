// What a card can be taken as: text with its citation, its address, a picture.
"use strict";

(function () {
  const SCALE = 2, WIDTH = 720, EDGE = 36;

  function style(name) {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  // Break a text into lines that fit; between any two characters where it has no spaces.
  function lines(context, text, width) {
    const found = [];
    let line = "";
    for (const piece of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/gu) ?? []) {
      if (line && context.measureText((line + piece).trimEnd()).width > width) { found.push(line.trimEnd()); line = ""; }
      line += piece;
    }
    return line ? [...found, line.trimEnd()] : found;
  }

  // Draw the card on a canvas in the page's own fonts and colours.
  function picture(card) {
    const body = getComputedStyle(document.body).fontFamily;
    const serif = getComputedStyle(card.querySelector("h2, h3")).fontFamily;
    const text = (selector) => card.querySelector(selector)?.textContent.replace(/\s+/g, " ").trim() ?? "";
    const blocks = [
      [card.dataset.title, `600 20px ${serif}`, "--ink", 28],
      [text(".card-amount"), `600 44px ${serif}`, "--accent", 58],
      [text(".card-when .badge"), `14px ${body}`, "--soft", 22],
      ...[...card.querySelectorAll(".sentence")].slice(0, 1).flatMap((one) => [
        [one.querySelector("blockquote").textContent.trim(), `17px ${serif}`, "--ink", 28],
        [card.querySelector("[data-copy]").dataset.copy.split("\n").pop(), `13px ${body}`, "--soft", 20],
      ]),
    ].filter(([said]) => said);
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    const set = blocks.map(([said, font, colour, height]) => {
      context.font = font;
      return { font, colour, height, said: lines(context, said, WIDTH - 2 * EDGE) };
    });
    const tall = set.reduce((sum, one) => sum + one.said.length * one.height + 10, 2 * EDGE - 10);
    canvas.width = WIDTH * SCALE;
    canvas.height = tall * SCALE;
    context.scale(SCALE, SCALE);
    context.fillStyle = style("--paper");
    context.fillRect(0, 0, WIDTH, tall);
    context.fillStyle = style("--accent");
    context.fillRect(0, 0, 6, tall);
    let at = EDGE;
    for (const one of set) {
      context.font = one.font;
      context.fillStyle = style(one.colour);
      context.textBaseline = "top";
      for (const line of one.said) { context.fillText(line, EDGE, at); at += one.height; }
      at += 10;
    }
    return canvas;
  }

  function save(canvas, name) {
    canvas.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${name}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  }

  // Say on the button that it is done, and take that back.
  async function copy(button, text) {
    await navigator.clipboard.writeText(text);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    button.disabled = true;
    setTimeout(() => { button.textContent = before; button.disabled = false; }, 1500);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-copy-address], [data-png]");
    if (!button) return;
    if ("png" in button.dataset) {
      const card = button.closest("[data-card]");
      save(picture(card), card.dataset.title);
    } else {
      copy(button, button.dataset.copy ?? new URL(button.dataset.copyAddress, location.href).href);
    }
  });

  function all(root) {
    for (const bar of root.querySelectorAll(".card-do")) bar.hidden = false;
  }
  window.sygraphCards = all;
  all(document);
})();
