// Maps: move, enlarge, switch layers, and choose a place. Without this script they show all the same.
"use strict";

(function () {
  const MARK = 6, LETTERS = 13;

  function start(frame) {
    const svg = frame.querySelector("svg.map");
    const places = [...svg.querySelectorAll(".map-place")].map(spot);
    const lines = [...svg.querySelectorAll(".map-line")].map(way);
    const fixed = [...svg.querySelectorAll("[data-fixed]")];
    const reach = Number(svg.dataset.reach);
    let box = fitted(svg.dataset[svg.dataset.view]);

    function spot(link) {
      const [x, y] = link.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
      return { link, x, y, text: link.querySelector("text"), layers: link.dataset.layers.split(" ") };
    }

    function way(link) {
      const points = link.querySelector(".map-way").getAttribute("d").match(/-?[\d.]+/g).map(Number);
      const ends = points.length / 2;
      // Between two points of a straight line are others, of which some are in sight.
      const fine = ends > 2 ? 1 : 60;
      const along = [];
      for (let place = 0; place < ends - 1; place++) {
        const [x1, y1, x2, y2] = points.slice(2 * place, 2 * place + 4);
        for (let step = 0; step < fine; step++) along.push([x1 + (x2 - x1) * step / fine, y1 + (y2 - y1) * step / fine]);
      }
      along.push(points.slice(-2));
      const text = link.querySelector(".map-name");
      const names = JSON.parse(text.dataset.texts);
      // A partnership is called after its places, whose names are there; a route has a name of its own.
      return { link, along, text, names: link.dataset.layers === "partner" ? names.slice(1) : names };
    }

    // The view's box, made wider or higher until it has the shape of the window it is seen in.
    function fitted(text) {
      let [x, y, width, height] = text.split(" ").map(Number);
      const shape = svg.clientWidth / svg.clientHeight || 1.6;
      if (width / height < shape) { x -= (height * shape - width) / 2; width = height * shape; }
      else { y -= (width / shape - height) / 2; height = width / shape; }
      return { x, y, width, height };
    }

    function show() {
      svg.setAttribute("viewBox", [box.x, box.y, box.width, box.height].map((n) => n.toFixed(1)).join(" "));
      const scale = box.width / svg.clientWidth;
      for (const part of fixed) part.setAttribute("transform", `scale(${scale.toFixed(4)})`);
      label(scale);
    }

    // As in sygraph.pages.geography: find room for each label, those of the first places first.
    function label(scale) {
      const seen = places.filter((place) => !place.link.classList.contains("off"));
      const at = (place) => [(place.x - box.x) / scale, (place.y - box.y) / scale];
      const marks = seen.map((place) => { const [x, y] = at(place); return [x - MARK, y - MARK, x + MARK, y + MARK]; });
      const taken = [];
      const meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
      seen.forEach((place, number) => {
        const [x, y] = at(place);
        place.width ??= place.text.getComputedTextLength();
        const side = MARK + LETTERS * 0.3, rise = LETTERS * 0.35, text = place.text;
        const free = [
          [side, rise, "start"], [-side, rise, "end"], [0, -side, "middle"], [0, side + LETTERS * 0.8, "middle"],
          [side * 0.8, -side * 0.6, "start"], [side * 0.8, side * 0.6 + LETTERS * 0.7, "start"],
          [-side * 0.8, -side * 0.6, "end"], [-side * 0.8, side * 0.6 + LETTERS * 0.7, "end"],
        ].find(([dx, dy, anchor]) => {
          const left = x + dx - (anchor === "end" ? place.width : anchor === "middle" ? place.width / 2 : 0);
          const around = [left, y + dy - LETTERS, left + place.width, y + dy + LETTERS * 0.2];
          const inside = around[0] >= 0 && around[1] >= 0 && around[2] <= svg.clientWidth && around[3] <= svg.clientHeight;
          if (!inside || taken.some((other) => meets(other, around))) return false;
          if (marks.some((other, index) => index !== number && meets(other, around))) return false;
          taken.push(around);
          return true;
        });
        text.setAttribute("visibility", free ? "visible" : "hidden");
        if (free) { text.setAttribute("x", free[0]); text.setAttribute("y", free[1]); text.setAttribute("text-anchor", free[2]); }
      });
      for (const part of fixed.filter((one) => one.dataset.ring)) {
        const [x, y, width] = [-box.x / scale, (part.dataset.ring - box.y) / scale, part.getComputedTextLength()];
        const around = [x - width / 2, y - LETTERS - 3, x + width / 2, y];
        const free = part.dataset.ring >= 70 * scale && ![...taken, ...marks].some((other) => meets(other, around));
        part.setAttribute("visibility", free ? "visible" : "hidden");
        if (free) taken.push(around);
      }
      for (const line of lines) {
        line.text.setAttribute("visibility", "hidden");
        line.names.some((words) => name(line, words, scale, [...taken, ...marks], meets, taken));
      }
    }

    // Write a name of a line along it, if there is room; else a pointer shows it.
    function name({ link, along, text }, words, scale, others, meets, taken) {
      if (link.classList.contains("off")) return false;
      text.textContent = words;
      const seen = along.map(([x, y]) => [(x - box.x) / scale, (y - box.y) / scale])
        .filter(([x, y]) => x > 8 && y > 8 && x < svg.clientWidth - 8 && y < svg.clientHeight - 8);
      const width = text.getComputedTextLength();
      if (seen.length < 2) return false;
      for (const part of [0.5, 0.65, 0.35, 0.8, 0.2]) {
        const at = Math.min(seen.length - 2, Math.floor(part * seen.length));
        const [[x1, y1], [x2, y2]] = [seen[Math.max(0, at - 1)], seen[at + 1]];
        const [x, y] = seen[at];
        let angle = Math.atan2(y2 - y1, x2 - x1);
        if (Math.abs(angle) > Math.PI / 2) angle += Math.PI;
        // Small boxes along the letters, which stand above the line.
        const boxes = [];
        for (let along = -width / 2; along <= width / 2; along += 10) {
          const [cx, cy] = [x + along * Math.cos(angle) + 9 * Math.sin(angle), y + along * Math.sin(angle) - 9 * Math.cos(angle)];
          boxes.push([cx - 7, cy - 7, cx + 7, cy + 7]);
        }
        const inside = boxes.every(([left, top, right, bottom]) => left > 0 && top > 0 && right < svg.clientWidth && bottom < svg.clientHeight);
        if (!inside || boxes.some((one) => others.some((other) => meets(other, one)))) continue;
        text.setAttribute("transform", `translate(${x * scale + box.x} ${y * scale + box.y}) scale(${scale.toFixed(4)}) rotate(${(angle * 180 / Math.PI).toFixed(1)})`);
        text.setAttribute("visibility", "visible");
        taken.push(...boxes);
        return true;
      }
      return false;
    }

    function zoom(factor, x = 0.5, y = 0.5) {
      const width = Math.min(Math.max(box.width * factor, 120), reach * 3);
      const by = width / box.width;
      box = { x: box.x + box.width * x * (1 - by), y: box.y + box.height * y * (1 - by), width, height: box.height * by };
      show();
    }

    function move(x, y) {
      box.x = Math.min(Math.max(box.x + x, -reach - box.width / 2), reach - box.width / 2);
      box.y = Math.min(Math.max(box.y + y, -reach - box.height / 2), reach - box.height / 2);
      show();
    }

    function view(name) {
      svg.dataset.view = name;
      box = fitted(svg.dataset[name]);
      for (const link of frame.querySelectorAll("[data-view-to]")) {
        if (link.dataset.viewTo === name) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
      show();
    }

    function layers() {
      const on = new Set([...frame.querySelectorAll(".map-layers input:checked")].map((input) => input.value));
      if (!frame.querySelector(".map-layers input")) return;
      for (const line of svg.querySelectorAll(".map-line")) line.classList.toggle("off", !on.has(line.dataset.layers));
      for (const place of places) {
        const hub = place.link.classList.contains("is-hub");
        place.link.classList.toggle("off", !hub && !place.layers.some((layer) => on.has(layer)));
        for (const [layer, mark] of [["promotion", ".map-stop"], ["event", ".map-event"]]) {
          place.link.querySelector(mark)?.classList.toggle("off", !on.has(layer));
        }
      }
      show();
    }

    // A choice opens the card of the place beside the map, where there is room for cards.
    const holder = frame.querySelector(".map-chosen");
    let left = null; // where the card was
    function close() {
      for (const other of document.querySelectorAll(".map-place.chosen, .map-line.chosen, .map-card.chosen")) other.classList.remove("chosen");
      const card = holder?.querySelector(".map-card");
      if (card) left.replaceWith(card);
      if (holder) holder.hidden = true;
    }
    function choose(link, line = null) {
      close();
      link?.classList.add("chosen");
      line?.classList.add("chosen");
      const card = document.getElementById(line?.dataset.place ?? link.getAttribute("href").slice(1));
      if (!card) return;
      card.classList.add("chosen");
      for (const details of card.querySelectorAll("details")) details.open = true;
      if (holder) {
        left = document.createComment("");
        card.replaceWith(left);
        holder.append(card);
        holder.hidden = false;
      }
      card.scrollIntoView({ block: "nearest" });
      card.focus({ preventScroll: true });
    }
    holder?.querySelector(".map-close").addEventListener("click", () => {
      const chosen = svg.querySelector(".map-place.chosen");
      close();
      history.replaceState(null, "", location.pathname + location.search);
      chosen?.focus({ preventScroll: true });
    });
    frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && holder && !holder.hidden) holder.querySelector(".map-close").click();
    });

    svg.addEventListener("click", (event) => {
      const link = event.target.closest(".map-place");
      const line = event.target.closest(".map-line");
      if (dragged) event.preventDefault();
      else if (link) {
        event.preventDefault();
        if (document.getElementById(link.getAttribute("href").slice(1))) history.replaceState(null, "", link.getAttribute("href"));
        choose(link);
      } else if (line && holder && document.getElementById(line.dataset.place)) {
        event.preventDefault();
        history.replaceState(null, "", `#${line.dataset.place}`);
        choose(svg.querySelector(`.map-place[href="#${CSS.escape(line.dataset.place)}"]`), line);
      }
    });
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !svg.contains(document.activeElement)) return;
      event.preventDefault();
      const at = svg.getBoundingClientRect();
      zoom(Math.exp(event.deltaY * 0.002), (event.clientX - at.left) / at.width, (event.clientY - at.top) / at.height);
    }, { passive: false });

    // One pointer moves the map, two enlarge it.
    const held = new Map();
    let dragged = false;
    svg.addEventListener("pointerdown", (event) => { held.set(event.pointerId, event); if (held.size === 1) dragged = false; });
    addEventListener("pointermove", (event) => {
      const before = held.get(event.pointerId);
      if (!before) return;
      const scale = box.width / svg.clientWidth;
      if (held.size === 2) {
        const [other] = [...held.values()].filter((one) => one.pointerId !== event.pointerId);
        const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
        zoom(apart(before) / apart(event));
      } else {
        if (Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < 3 && !dragged) return;
        move((before.clientX - event.clientX) * scale, (before.clientY - event.clientY) * scale);
      }
      dragged = true;
      held.set(event.pointerId, event);
    });
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, (event) => held.delete(event.pointerId));
    svg.addEventListener("dragstart", (event) => event.preventDefault());

    svg.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = box.width / 8;
      const does = {
        ArrowLeft: () => move(-step, 0), ArrowRight: () => move(step, 0),
        ArrowUp: () => move(0, -step), ArrowDown: () => move(0, step),
        "+": () => zoom(0.7), "=": () => zoom(0.7), "-": () => zoom(1 / 0.7), 0: () => view(svg.dataset.view),
      }[event.key];
      if (does) { event.preventDefault(); does(); }
    });
    for (const button of frame.querySelectorAll("[data-zoom]")) {
      const does = { in: () => zoom(0.6), out: () => zoom(1 / 0.6), reset: () => view(svg.dataset.view) };
      button.addEventListener("click", does[button.dataset.zoom]);
    }
    for (const link of frame.querySelectorAll("[data-view-to]")) {
      link.addEventListener("click", (event) => { event.preventDefault(); view(link.dataset.viewTo); });
    }
    for (const input of frame.querySelectorAll(".map-layers input")) input.addEventListener("change", layers);
    for (const hidden of frame.querySelectorAll(".map-layers, .map-zoom, .map-help")) hidden.hidden = false;
    new ResizeObserver(() => {
      const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      if (!svg.clientWidth || !svg.clientHeight) return;
      box.height = box.width * svg.clientHeight / svg.clientWidth;
      box.x = middle.x - box.width / 2;
      box.y = middle.y - box.height / 2;
      show();
    }).observe(svg);
    box = fitted(svg.dataset[svg.dataset.view]);
    layers();
    show();
    const named = svg.querySelector(`.map-place[href="${CSS.escape(location.hash)}"]`);
    if (location.hash.startsWith("#place-") && named) choose(named);
  }

  function all(root) {
    for (const frame of root.querySelectorAll("[data-map]:not([data-started])")) {
      frame.dataset.started = "";
      start(frame);
    }
  }
  window.sygraphMaps = all;
  all(document);
})();
