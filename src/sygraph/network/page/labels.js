// Place labels without overlap, the most important first.
"use strict";

{
  const EM = 100; // what text is measured at
  const CELL = 64; // pixels of the grid that finds what a label would lie on
  // What is not broken: Chinese characters and the marks that end them, numbers with their units, words.
  const PIECES = /(?:[A-Z]{3}\s)?\d[\d.,]*(?:\s(?:bn|m)(?!\p{L}))?[,;]?[\u4e00-\u9fff]{0,2}[，。、：；）」』]*\s*|[\u2e80-\uffef][，。、：；！？）」』》〉…]*|[^\s\u2e80-\uffef]+\s*|\s+/gu;
  const pad = 2;

  // Break a text into lines of similar width in ems, and cut off what is too long. The breaks come
  // from an estimate, so that only whole lines are measured.
  function wrapped(measure, text, width = 12, most = 2) {
    const whole = ems(text);
    let limit = whole / Math.ceil(whole / width);
    let lines = broken(text, limit);
    const wanted = Math.min(most, Math.ceil(whole / width));
    while (lines.length > wanted && limit < width) {
      limit += 0.5;
      lines = broken(text, limit);
    }
    if (lines.length > most) {
      lines = lines.slice(0, most);
      lines[most - 1] = `${lines[most - 1].replace(/[\s，。、]+$/u, "")}…`;
    }
    return { lines, width: lines.reduce((widest, line) => Math.max(widest, measure(line)), 0) };
  }

  function ems(text) {
    let sum = 0;
    for (const sign of text) sum += sign >= "\u2e80" ? 1 : 0.56;
    return sum;
  }

  function broken(text, limit) {
    const lines = [""];
    for (const piece of text.match(PIECES) || []) {
      if (lines.at(-1) && ems(lines.at(-1) + piece.trimEnd()) > limit) lines.push("");
      // A word that is longer than a line breaks anywhere.
      let rest = [...piece];
      while (ems(rest.join("")) > Math.max(limit, 8) * 1.5 && lines.length < 8) {
        lines[lines.length - 1] += rest.splice(0, Math.ceil(limit * 1.5)).join("");
        lines.push("");
      }
      lines[lines.length - 1] += rest.join("");
    }
    return lines.map((line) => line.trim()).filter(Boolean);
  }

  // Measure text in ems.
  function measurer(face) {
    const context = document.createElement("canvas").getContext("2d");
    context.font = `${EM}px ${face}`;
    const known = new Map();
    return (text) => {
      if (!known.has(text)) known.set(text, context.measureText(text).width / EM);
      return known.get(text);
    };
  }

  // The areas of the drawing that are taken.
  class Taken {
    constructor() {
      this.cells = new Map();
    }

    *near([left, top, right, bottom]) {
      for (let x = Math.floor(left / CELL); x <= right / CELL; x += 1) {
        for (let y = Math.floor(top / CELL); y <= bottom / CELL; y += 1) {
          yield `${x} ${y}`;
        }
      }
    }

    add(box, owner) {
      for (const cell of this.near(box)) {
        if (!this.cells.has(cell)) this.cells.set(cell, []);
        this.cells.get(cell).push([box, owner]);
      }
    }

    free(box, owner) {
      for (const cell of this.near(box)) {
        for (const [[left, top, right, bottom], other] of this.cells.get(cell) || []) {
          if ((other === null || other !== owner) && left < box[2] && right > box[0] && top < box[3] && bottom > box[1]) return false;
        }
      }
      return true;
    }
  }

  // Find places for labels where they cover no node and no other label. Each item has an id, centre x
  // and y, radius, px, lines and width in ems, the most important first. A required label may be
  // farther from its node. `crossings` returns how many edges cross a box.
  function placed(items, dots, bounds, { most = 400, crossings = () => 0 } = {}) {
    const taken = new Taken();
    for (const { id, box } of dots) taken.add(box, id);
    const result = [];
    for (const item of items) {
      if (result.length >= most) break;
      const spot = roomFor(item, bounds, taken, crossings);
      if (spot) {
        taken.add(spot.box, null);
        result.push({ ...item, ...spot });
      }
    }
    return result;
  }

  // The free place that the fewest edges cross.
  function roomFor(item, bounds, taken, crossings) {
    const { id, x, y, px, lines, width, must } = item;
    const wide = width * px + 2 * pad;
    const high = lines.length * px * 1.2;
    let best = null;
    for (const away of must ? [0, 5, 12, 20] : [0]) {
      for (const [align, left, top] of spots(x, y, item.radius + away, wide, high)) {
        const box = [left, top, left + wide, top + high];
        const inside = left >= bounds[0] && box[2] <= bounds[2] && top >= bounds[1] && box[3] <= bounds[3];
        if (!inside || !taken.free(box, id)) continue;
        const crossed = crossings(box);
        if (best && best.crossed <= crossed) continue;
        const anchor = { center: left + wide / 2, left: left + pad, right: left + wide - pad }[align];
        best = { align, anchor, top, box, crossed };
        if (!crossed) return best;
      }
      if (best) return best;
    }
    return null;
  }

  // The places around a node for a label of some width and height.
  function spots(x, y, radius, wide, high) {
    return [
      ["center", x - wide / 2, y + radius + 1],
      ["center", x - wide / 2, y - radius - 1 - high],
      ["left", x + radius + 2, y - high / 2],
      ["right", x - radius - 2 - wide, y - high / 2],
      ["left", x + radius, y + radius * 0.5],
      ["right", x - radius - wide, y + radius * 0.5],
      ["left", x + radius, y - radius * 0.5 - high],
      ["right", x - radius - wide, y - radius * 0.5 - high],
    ];
  }

  window.sygraph.labels = { wrapped, measurer, placed };
}
