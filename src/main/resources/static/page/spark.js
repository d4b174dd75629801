// Small live curves beside the jobs that run.

import * as api from "./api.js";
import { h } from "./dom.js";
import { JobSeries, greatest, least as leastOf } from "./series.js";
import { follow } from "./stream.js";

/** Browsers open six connections to a host; some must be left for calls. */
const MOST = 3;
const POINTS = 120;
const WIDTH = 120;
const HEIGHT = 26;
const NAMES = ["train_loss", "unprotected_train_loss"];

export class Sparks {
  constructor(signal) {
    this.signal = signal;
    this.sparks = new Map();
  }

  /** The curve of a job that runs, while there is room for its stream. */
  of(job) {
    if (!this.sparks.has(job.id) && job.state === "running" && this.sparks.size < MOST) {
      this.open(job);
    }
    return this.sparks.get(job.id)?.canvas ?? null;
  }

  /** Lets go of jobs that do not run any more. */
  keep(jobs) {
    const running = new Set(jobs.filter((job) => job.state === "running").map((job) => job.id));
    for (const [id, spark] of this.sparks) {
      if (!running.has(id)) {
        spark.stop.abort();
        this.sparks.delete(id);
      }
    }
  }

  async open(job) {
    const stop = new AbortController();
    this.signal.addEventListener("abort", () => stop.abort());
    const canvas = h("canvas.spark", { width: 2 * WIDTH, height: 2 * HEIGHT, role: "img", "aria-label": "Training loss" });
    this.sparks.set(job.id, { canvas, stop });
    const series = new JobSeries();
    try {
      series.load(await api.get(`/v1/jobs/${job.id}/metrics?points=${POINTS}&name=${NAMES.join("&name=")}`, stop.signal), null);
    } catch {
      // Makes room; the next painting tries again.
      if (this.sparks.get(job.id)?.stop === stop) {
        this.sparks.delete(job.id);
      }
      return;
    }
    let frame = null;
    const draw = () => {
      frame ??= requestAnimationFrame(() => {
        frame = null;
        paint(canvas, series.values(NAMES.find((name) => series.values(name).length > 0)));
      });
    };
    draw();
    follow(job.id, series.lastEvent, (events) => {
      events.forEach((event) => series.add(event));
      draw();
    }, stop.signal);
  }
}

function paint(canvas, all) {
  const values = all.filter((value) => value !== null);
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  const least = leastOf(values);
  const height = greatest(values) - least || 1;
  context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--line-0");
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.beginPath();
  values.forEach((value, i) => context.lineTo(
    3 + (i / Math.max(values.length - 1, 1)) * (canvas.width - 6), 4 + (1 - (value - least) / height) * (canvas.height - 8)));
  context.stroke();
}
