// Save a chart as a file of its own: an SVG with its fonts and colours, or a PNG of it.
"use strict";

(function () {
  const WIDTH = 820, EDGE = 20, SCALE = 2;
  const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "paint-order", "font-family", "font-size", "font-weight"];

  // A copy that needs no style sheet, on a ground of its own.
  function standalone(chart) {
    const height = Number(chart.getAttribute("height"));
    const copy = chart.cloneNode(true);
    const parts = [...chart.querySelectorAll("*")], copies = [...copy.querySelectorAll("*")];
    parts.forEach((part, place) => {
      const style = getComputedStyle(part);
      for (const name of STYLES) copies[place].setAttribute(name, style.getPropertyValue(name));
    });
    // Links lead into the page that the picture has left.
    for (const link of copy.querySelectorAll("a")) link.removeAttribute("href");
    copy.setAttribute("x", EDGE);
    copy.setAttribute("y", EDGE);
    copy.setAttribute("width", WIDTH - 2 * EDGE);
    const whole = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of [["width", WIDTH], ["height", height + 2 * EDGE]]) {
      whole.setAttribute(name, value);
      ground.setAttribute(name, value);
    }
    ground.setAttribute("fill", getComputedStyle(chart.closest(".chart-panel")).backgroundColor);
    whole.append(ground, copy);
    return whole;
  }

  function take(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async function save(chart, kind) {
    const name = `${chart.querySelector(".chart-title").textContent}.${kind}`;
    const whole = standalone(chart);
    const text = new XMLSerializer().serializeToString(whole);
    if (kind === "svg") { take(new Blob([text], { type: "image/svg+xml" }), name); return; }
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = SCALE * whole.getAttribute("width");
    canvas.height = SCALE * whole.getAttribute("height");
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => take(blob, name));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-save]");
    if (button) save(button.closest(".chart-panel").querySelector(".chart"), button.dataset.save);
  });
  function all(root) {
    for (const bar of root.querySelectorAll(".chart-do")) bar.hidden = false;
  }
  window.sygraphCharts = all;
  all(document);
})();
