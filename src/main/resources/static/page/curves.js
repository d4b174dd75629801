// The curves of one job: one chart for each quantity, and the latest values as a table.

import { Chart } from "./chart.js";
import { curveControls } from "./controls.js";
import { empty, fill, h, refill, table } from "./dom.js";
import { number, whole, words } from "./format.js";
import { greatest, least } from "./series.js";

const PARTS = /^(unprotected_)?(train|validation)_/;
const ORDER = ["loss", "accuracy", "rmse", "mae", "r2", "macro_f1", "top_k_accuracy"];

/** What is drawn in one chart: the training and validation loss are both "loss". */
export function quantity(name) {
  return name.replace(PARTS, "");
}

/** A line's name beside the title of its chart. */
function shortName(name, key) {
  return name === key ? "latest" : words(name.slice(0, -key.length - 1)).toLowerCase();
}

function rank(name) {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
}

export class Curves {
  constructor(signal, query) {
    this.signal = signal;
    this.charts = new Map();
    this.grid = h("div.charts");
    this.latest = h("div");
    this.numbers = h("div", { hidden: true }, h("h2", null, "Latest values"), this.latest);
    const { element, options } = curveControls(query, () => this.configure());
    this.options = options;
    this.controls = element;
    this.element = h("div", null, this.controls, this.grid, this.numbers);
  }

  configure() {
    for (const chart of this.charts.values()) {
      Object.assign(chart.options, this.options);
      chart.plot?.destroy();
      chart.plot = null;
    }
    this.changed(this.series);
  }

  /** Draws what the series hold now. */
  changed(series) {
    this.series = series;
    if (!this.element.isConnected) {
      return;
    }
    const groups = new Map();
    for (const name of series.names) {
      const key = quantity(name);
      groups.set(key, [...(groups.get(key) ?? []), name]);
    }
    const names = [...groups.keys()].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
    this.controls.hidden = names.length === 0;
    if (names.join() !== [...this.charts.keys()].join()) {
      this.arrange(names);
    }
    for (const [key, chart] of this.charts) {
      chart.set(groups.get(key).map((name) => ({
        name, label: shortName(name, key), xs: series.places(name, this.options.x), ys: series.values(name), place: /validation_/.test(name) ? 1 : 0,
      })));
    }
    this.paintNumbers(series);
  }

  arrange(names) {
    for (const [key, chart] of this.charts) {
      if (!names.includes(key)) {
        chart.destroy();
        this.charts.delete(key);
      }
    }
    this.charts = new Map(names.map((key) => [key, this.charts.get(key) ?? this.newChart(key)]));
    fill(this.grid, names.length === 0
      ? empty("No numbers yet", "Curves appear here as soon as the job has taken its first steps.")
      : [...this.charts.values()].map((chart) => chart.element));
  }

  newChart(key) {
    const chart = new Chart(words(key), this.signal, "job");
    Object.assign(chart.options, this.options);
    return chart;
  }

  paintNumbers(series) {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.numbers.hidden = series.names.length === 0;
      refill(this.latest, table("Latest values",
        [{ label: "Metric" }, { label: "Latest", number: true }, { label: "Least", number: true }, { label: "Greatest", number: true }, { label: "At step", number: true }],
        series.names.map((name) => {
          const { steps, values } = series.series.get(name);
          const known = values.filter((value) => value !== null);
          return [words(name), number(series.latest(name)), number(least(known)), number(greatest(known)), whole(steps[steps.length - 1])];
        })));
    });
  }
}
