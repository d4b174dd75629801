// Line charts by uPlot, drawn at most once per frame, with a legend of buttons.

import { h } from "./dom.js";
import { number, seconds } from "./format.js";
import { smoothed } from "./series.js";

const HEIGHT = 220;
const dark = matchMedia("(prefers-color-scheme: dark)");
const DASHES = [[], [7, 4], [2, 3]];
const COLOURS = 6;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The colour and dashes of a line; colours that come again are dashed. */
function look(place) {
  return { stroke: colour(`line-${place % COLOURS}`), dash: DASHES[Math.floor(place / COLOURS) % DASHES.length] };
}

/**
 * A chart of lines { name, xs, ys, place }, where place chooses the colour.
 *
 * Options: x is step, epoch or time; log, smoothing; height; percent.
 */
export class Chart {
  constructor(title, signal, group = null) {
    this.title = title;
    this.group = group;
    this.options = { x: "step", log: false, smoothing: 0, height: HEIGHT };
    this.lines = [];
    this.hidden = new Set();
    this.legend = h("div.legend", { role: "group", "aria-label": `Lines of ${title}` });
    this.canvas = h("div.canvas", { role: "img" });
    this.element = h("figure.chart", null, h("figcaption", null, h("h2", null, title), this.legend), this.canvas);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.canvas);
    dark.addEventListener("change", () => this.rebuild(), { signal });
    signal.addEventListener("abort", () => this.destroy());
  }

  configure(options) {
    Object.assign(this.options, options);
    this.rebuild();
  }

  set(lines) {
    const same = lines.length === this.lines.length && lines.every((line, i) => line.name === this.lines[i].name);
    this.lines = lines;
    if (!same || !this.plot) {
      this.rebuild();
    } else {
      this.draw();
    }
  }

  rebuild() {
    this.plot?.destroy();
    this.plot = null;
    this.paintLegend();
    this.draw();
  }

  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      const width = this.canvas.clientWidth;
      if (!this.canvas.isConnected || width === 0) {
        return;
      }
      const data = this.data();
      if (this.plot) {
        this.renew(data);
      } else {
        this.plot = new window.uPlot(this.settings(width), data, this.canvas);
      }
      // Kept apart: the places are the series' own, which go on growing.
      this.least = data[0][0];
      this.greatest = data[0][data[0].length - 1];
      this.paintValues(null);
    });
  }

  /** Somebody who looks at a part goes on looking at it. */
  renew(data) {
    const { min, max } = this.plot.scales.x;
    const isZoomed = min > this.least || max < this.greatest;
    this.plot.setData(data, !isZoomed);
    if (isZoomed) {
      this.plot.redraw();
    }
  }

  /** All lines over the same places, as uPlot wants them. */
  data() {
    const { smoothing, log } = this.options;
    const tables = this.lines.map((line) => {
      const ys = log ? line.ys.map((y) => (y > 0 ? y : null)) : line.ys;
      return smoothing > 0 ? [line.xs, ys, smoothed(ys, smoothing)] : [line.xs, ys];
    });
    const joined = tables.length > 0 ? window.uPlot.join(tables) : [[]];
    this.joined = joined;
    return joined;
  }

  settings(width) {
    const { x, log, smoothing, height, percent, range } = this.options;
    const series = [{ label: x }];
    for (const line of this.lines) {
      const style = look(line.place);
      const base = { label: line.name, points: { show: false }, show: !this.hidden.has(line.name), paths: line.stepped ? window.uPlot.paths.stepped({ align: 1 }) : undefined };
      if (smoothing > 0) {
        series.push({ ...base, stroke: style.stroke, alpha: 0.25, width: 1 });
      }
      series.push({ ...base, stroke: style.stroke, dash: style.dash, width: 1.75, points: { show: (u, i) => this.isSparse(i), size: 5, fill: colour("surface") } });
    }
    const axis = { stroke: colour("muted"), font: "12px system-ui, sans-serif", grid: { stroke: colour("grid"), width: 1 }, ticks: { show: false } };
    const onX = x === "time" ? (u, splits) => splits.map((s) => seconds(s)) : (u, splits) => splits.map((s) => number(s));
    return {
      width, height, series,
      padding: [10, 14, 0, 0],
      legend: { show: false },
      scales: { x: { time: x === "date" }, y: log ? { distr: 3 } : range ? { range } : {} },
      axes: [
        x === "date" ? { ...axis, size: 40 } : { ...axis, size: 28, values: onX, space: 70 },
        { ...axis, size: 58, ...(log ? { filter: decades, grid: { ...axis.grid, filter: decades } } : {}), values: (u, splits) => splits.map((s) => (s === null ? "" : percent ? `${Math.round(s * 100)} %` : number(s))) },
      ],
      cursor: { y: false, points: { size: 6 }, drag: { x: true, y: false }, sync: this.group ? { key: this.group } : undefined },
      hooks: { setCursor: [(u) => this.paintValues(u.cursor.idx)] },
    };
  }

  /** Few points are drawn as such, or a line of one point could not be seen. */
  isSparse(index) {
    return (this.joined[index] ?? []).reduce((n, y) => n + (y === null || y === undefined ? 0 : 1), 0) <= 30;
  }

  paintLegend() {
    this.values = new Map();
    this.legend.replaceChildren(...this.lines.map((line) => {
      const value = h("span.value", null, "");
      this.values.set(line.name, value);
      const key = h("span.key", { "aria-hidden": "true" });
      const style = look(line.place);
      key.style.borderTopColor = style.stroke;
      key.style.borderTopStyle = style.dash.length > 0 ? "dashed" : "solid";
      return h("button.line", { type: "button", "aria-pressed": String(!this.hidden.has(line.name)), onclick: (event) => this.toggle(line.name, event.currentTarget) },
        key, h("span.line-name", null, line.label ?? line.name), value);
    }));
  }

  toggle(name, button) {
    if (!this.hidden.delete(name)) {
      this.hidden.add(name);
    }
    button.setAttribute("aria-pressed", String(!this.hidden.has(name)));
    this.plot?.destroy();
    this.plot = null;
    this.draw();
  }

  /** Values under the cursor, or the latest, in the legend and for those who do not see the lines. */
  paintValues(index) {
    const texts = this.lines.map((line) => {
      const near = index === null || index === undefined ? line.ys.length - 1 : nearest(line.xs, this.joined[0][index]);
      const text = this.options.percent ? `${number(line.ys[near] * 100)} %` : number(line.ys[near] ?? null);
      this.values.get(line.name)?.replaceChildren(text);
      return `${line.label ?? line.name} ${text}`;
    });
    if (index === null || index === undefined) {
      this.canvas.setAttribute("aria-label", `${this.title}, latest values: ${texts.join(", ") || "none"}`);
    }
  }

  resize() {
    const width = this.canvas.clientWidth;
    if (this.plot && width > 0 && width !== this.plot.width) {
      this.plot.setSize({ width, height: this.options.height });
    } else if (!this.plot) {
      this.draw();
    }
  }

  destroy() {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    this.plot?.destroy();
    this.plot = null;
  }
}

/** Of the places on a log axis the powers of ten, or all where there are few. */
function decades(plot, splits) {
  const powers = splits.filter(isPower);
  const every = Math.ceil(powers.length / 6);
  return powers.length < 2 ? splits : splits.map((split) => (isPower(split) && Math.round(Math.log10(split)) % every === 0 ? split : null));
}

function isPower(split) {
  return split !== null && Math.abs(Math.log10(split) - Math.round(Math.log10(split))) < 1e-9;
}

/** The last place at or before x. */
function nearest(xs, x) {
  let from = 0;
  let to = xs.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (xs[middle] <= x) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return Math.max(from - 1, 0);
}
