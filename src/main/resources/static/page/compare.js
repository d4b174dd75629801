// Several jobs in one chart, and what sets their specs apart.

import * as api from "./api.js";
import { Chart } from "./chart.js";
import { curveControls } from "./controls.js";
import { empty, fill, h, heading, refill, table, toast } from "./dom.js";
import { ago, jobTitle, number, seconds, words } from "./format.js";
import { go, link, note } from "./router.js";
import { JobSeries, greatest, least } from "./series.js";
import { isFinal, pill } from "./states.js";
import { follow } from "./stream.js";

const MOST = 12;
/** Browsers open six connections to a host; some must be left for calls. */
const STREAMS = 3;
const POLL = 4000;
const POINTS = 1000;
const FAVOURITES = ["validation_loss", "train_loss", "unprotected_validation_loss", "unprotected_train_loss"];

export async function compareView(main, { query, signal }) {
  const asked = [...new Set((query.get("jobs") ?? "").split(",").filter(Boolean))];
  const ids = asked.slice(0, MOST);
  if (asked.length > MOST) {
    toast(`At most ${MOST} jobs are compared at once: the first of them are shown.`);
  }
  const runs = (await Promise.all(ids.map(load))).filter((run) => run !== null);
  const others = (await api.get("/v1/jobs?limit=50", signal)).data.filter((job) => !ids.includes(job.id));
  const choice = h("select", { "aria-label": "A job to add", onchange: () => { button.disabled = choice.value === ""; } },
    h("option", { value: "" }, "Add a job …"), others.map((job) => h("option", { value: job.id }, `${jobTitle(job)} (${job.state}, ${ago(job.created_at)})`)));
  // A button of its own: by keyboard a choice changes with each job that is passed.
  const button = h("button", { type: "button", disabled: true, onclick: () => go("compare", null, { jobs: [...runs.map((run) => run.job.id), choice.value].join(",") }) }, "Add");
  const add = h("div.filters", null, choice, button);

  if (runs.length === 0) {
    fill(main, heading("Compare"), empty("Nothing to compare yet", "Choose jobs here, or mark them in the list of jobs.",
      others.length > 0 ? add : h("a.button.primary", { href: "#/submit" }, "Make a job")));
    return;
  }

  const chart = new Chart("Comparison", signal);
  const { element, options } = curveControls(query, () => { chart.configure(options); draw(); });
  const metric = h("select", { "aria-label": "Metric", onchange: () => { note({ metric: metric.value }); draw(); } });
  const jobsTable = h("div", { onfocusout: () => { setTimeout(() => signal.aborted || paintTable(metric.value)); } });
  Object.assign(chart.options, options, { height: 380 });
  fill(main, heading("Compare", runs.length < MOST && add),
    h("div.curve-controls", null, metric, element), h("div.chart-large", null, chart.element), h("h2", null, "Jobs"), jobsTable,
    h("h2", null, "What sets them apart"), differences(runs));
  paintMetrics();
  draw();
  watch();

  async function load(id, place) {
    try {
      const [job, metrics] = await Promise.all([
        api.get(`/v1/jobs/${encodeURIComponent(id)}`, signal), api.get(`/v1/jobs/${encodeURIComponent(id)}/metrics?points=${POINTS}`, signal)]);
      const series = new JobSeries();
      series.load(metrics, job.started_at);
      return { job, series, place };
    } catch (error) {
      if (error.status === 404) {
        return null;
      }
      throw error;
    }
  }

  function paintMetrics() {
    const names = [...new Set(runs.flatMap((run) => run.series.names))].sort();
    if (names.join() === [...metric.options].map((option) => option.value).join()) {
      return;
    }
    const chosen = metric.value || query.get("metric") || FAVOURITES.find((name) => names.includes(name)) || names[0];
    fill(metric, names.map((name) => h("option", { value: name, selected: name === chosen }, words(name))));
  }

  function draw() {
    const name = metric.value;
    chart.title = words(name || "Nothing measured yet");
    chart.element.querySelector("h2").textContent = chart.title;
    chart.set(runs.map(({ job, series, place }) => ({
      name: job.id, label: jobTitle(job), place, xs: series.places(name, options.x), ys: series.values(name),
    })));
    paintTable(name);
  }

  function paintTable(name) {
    // What has the focus keeps it.
    if (jobsTable.querySelector("tbody")?.contains(document.activeElement)) {
      return;
    }
    refill(jobsTable, table("Jobs", [{ label: "Job" }, { label: "State" }, { label: "Latest", number: true }, { label: "Least", number: true }, { label: "Greatest", number: true }, { label: "Took" }, { label: "Choice" }],
      runs.map(({ job, series }) => {
        const known = series.values(name).filter((one) => one !== null);
        const took = job.started_at ? (Date.parse(job.finished_at ?? new Date().toISOString()) - Date.parse(job.started_at)) / 1000 : null;
        return [h("a", { href: link("jobs", job.id) }, jobTitle(job)), pill(job.state), number(series.latest(name)),
          number(least(known)), number(greatest(known)), took === null ? "–" : seconds(took),
          h("button.small", { type: "button", "aria-label": `Leave out ${jobTitle(job)}`, onclick: () => leaveOut(job.id) }, "Leave out")];
      })));
  }

  function leaveOut(id) {
    go("compare", null, { jobs: ids.filter((one) => one !== id).join(",") });
  }

  /** The first of those that run are streamed, the others read now and then. */
  function watch() {
    const open = runs.filter((run) => !isFinal(run.job));
    open.slice(0, STREAMS).forEach(stream);
    poll(open.slice(STREAMS));
  }

  async function stream(run) {
    await follow(run.job.id, run.series.lastEvent, (events) => {
      events.forEach((event) => {
        run.series.add(event);
        if (event.type === "state") {
          const { state, at } = event.data;
          run.job = {
            ...run.job, state,
            started_at: run.job.started_at ?? (state === "running" ? at : null),
            finished_at: isFinal({ state }) ? at : null,
          };
          run.series.start ??= run.job.started_at ? Date.parse(run.job.started_at) : null;
        }
      });
      paintMetrics();
      draw();
    }, signal);
    // A job that ended after it was read, and before its series were, has no event left that tells of it.
    await refresh(run);
    repaint();
  }

  /** Reads a run anew; one that cannot be read now stays as it is. */
  async function refresh(run) {
    Object.assign(run, signal.aborted ? null : await load(run.job.id, run.place).catch(() => null));
  }

  function repaint() {
    if (!signal.aborted) {
      paintMetrics();
      draw();
    }
  }

  async function poll(rest) {
    while (!signal.aborted && rest.some((run) => !isFinal(run.job))) {
      await new Promise((resolve) => setTimeout(resolve, POLL));
      if (document.hidden) {
        continue;
      }
      for (const run of rest.filter((one) => !isFinal(one.job))) {
        await refresh(run);
      }
      repaint();
    }
  }
}

/** A table of the options in which effective specs differ. */
function differences(runs) {
  const flat = runs.map((run) => flatten(run.job.effective_spec));
  const keys = [...new Set(flat.flatMap((one) => [...one.keys()]))].filter((key) => key !== "name"
    && new Set(flat.map((one) => one.get(key) ?? "–")).size > 1);
  if (runs.length < 2) {
    return h("p.quiet", null, "Add another job to compare with.");
  }
  return keys.length === 0 ? h("p.quiet", null, "Nothing: their specs are the same.")
    : table("What sets them apart", [{ label: "Option" }, ...runs.map((run) => ({ label: jobTitle(run.job) }))],
      keys.map((key) => [h("code", null, key), ...flat.map((one) => one.get(key) ?? "–")]));
}

function flatten(value, path = "", into = new Map()) {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    Object.entries(value).forEach(([key, child]) => flatten(child, path ? `${path}.${key}` : key, into));
  } else {
    into.set(path, typeof value === "string" ? value : value === null ? "–" : JSON.stringify(value));
  }
  return into;
}
