// The visible part of the drawing: zoom, position, and fit to the shape of the screen.
"use strict";

{
  class Camera {
    constructor(app, box) {
      this.app = app;
      this.box = box;
      this.upright = 0;
    }

    // The stretch of a drawing that is wider than high on a screen that is higher than wide: it is
    // rotated and stretched to the height of the screen; 0 if the drawing stays unchanged.
    uprightStretch() {
      const span = (key) => {
        const all = [...this.app.shown.nodes].map((id) => this.places.get(id)[key]);
        return all.reduce((a, b) => Math.max(a, b), -Infinity) - all.reduce((a, b) => Math.min(a, b), Infinity);
      };
      const [width, height] = [span("x"), span("y")];
      const screen = this.box.clientHeight / this.box.clientWidth;
      if (screen <= 1 || !(width > height)) return 0;
      return Math.min(Math.max((screen * height) / width, 1), 1.5);
    }

    turned({ x, y }) {
      return this.upright ? { x: y, y: x * this.upright } : { x, y };
    }

    turnedBack({ x, y }) {
      return this.upright ? { x: y / this.upright, y: x } : { x, y };
    }

    // Get and set the visible part, independent of the rotation of the drawing.
    looking() {
      const { x, y } = this.net.getViewPosition();
      const at = this.turnedBack({ x, y });
      return { x: Math.round(at.x), y: Math.round(at.y), scale: Number(this.scale().toFixed(3)) };
    }

    look({ x, y, scale }) {
      this.move({ position: this.turned({ x, y }), scale }, true);
    }

    scale() {
      return this.net.getScale();
    }

    place(id) {
      const { x, y } = this.net.body.nodes[id];
      return { x, y };
    }

    get inset() {
      return this.app.inset();
    }

    fit(ids = this.app.shown.nodes, { calm = false, most: nearest = 1.4 } = {}) {
      const boxes = [...ids].map((id) => {
        const { x, y } = this.place(id);
        const size = this.app.size(this.app.model.nodes.get(id)) + 20;
        return [x - size, y - size, x + size, y + size];
      });
      if (!boxes.length) return;
      const least = (n) => boxes.reduce((best, box) => Math.min(best, box[n]), Infinity);
      const most = (n) => boxes.reduce((best, box) => Math.max(best, box[n]), -Infinity);
      const [left, top, right, bottom] = [least(0), least(1), most(2), most(3)];
      const { inset } = this;
      // Labels at the border need room next to their nodes.
      const names = this.app.small() ? 24 : this.app.shown.ways ? 220 : 60;
      const width = Math.max(80, this.box.clientWidth - inset.left - inset.right - names);
      const height = Math.max(80, this.box.clientHeight - inset.top - inset.bottom - 24);
      const scale = Math.min(width / (right - left), height / (bottom - top), nearest);
      this.move({ position: this.middled({ x: (left + right) / 2, y: (top + bottom) / 2 + 12 / scale }, scale), scale }, calm);
    }

    // The position of the view that puts a point in the centre of the free area.
    middled({ x, y }, scale) {
      const { left, right, top, bottom } = this.inset;
      return { x: x + (right - left) / 2 / scale, y: y + (bottom - top) / 2 / scale };
    }

    move(view, calm = false) {
      const still = calm || matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.net.moveTo({ ...view, animation: still ? false : { duration: 250, easingFunction: "easeInOutQuad" } });
    }

    zoom(factor) {
      const scale = Math.min(Math.max(this.scale() * factor, 0.02), 8);
      this.move({ position: this.net.getViewPosition(), scale });
      return Number(scale.toFixed(3));
    }

    // Move only if a node is not visible; keep the zoom if all nodes fit.
    inSight(ids) {
      const { inset } = this;
      const points = [...ids].map((id) => this.net.canvasToDOM(this.place(id)));
      const seen = ({ x, y }) =>
        x > inset.left && x < this.box.clientWidth - inset.right && y > inset.top && y < this.box.clientHeight - inset.bottom;
      if (!points.every(seen)) this.fit(ids, { calm: true, most: this.scale() });
    }

    // Make a node visible, with enough zoom to read the labels of its neighbours.
    show(id) {
      const scale = Math.max(this.scale(), Math.min(0.9, this.scale() * 1.6));
      this.move({ position: this.middled(this.place(id), scale), scale });
    }
  }

  window.sygraph.Camera = Camera;
}
