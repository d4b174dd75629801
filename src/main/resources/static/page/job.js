// One job: its state and curves as they come, and all that belongs to it.

import * as api from "./api.js";
import { ApiError } from "./api.js";
import { announce, details, facts, fill, h, heading, json, table, toast, when } from "./dom.js";
import { bytes, jobTitle, number, percent, seconds, whole, words } from "./format.js";
import { go, link, note } from "./router.js";
import { JobSeries } from "./series.js";
import { Curves } from "./curves.js";
import { controls, isFinal, pill, progress } from "./states.js";
import { follow } from "./stream.js";
import { modelPart } from "./model.js";
import { examplesPart } from "./examples.js";

const POINTS = 1000;
const REFRESH = 1000;
const RETRY = 5000;

const TABS = {
  curves: "Curves",
  spec: "Spec",
  history: "History",
  checkpoints: "Checkpoints",
  model: "Model",
  examples: "Examples",
};

export async function jobView(main, { id, query, session, signal }) {
  let job = await api.get(`/v1/jobs/${encodeURIComponent(id)}`, signal);
  const series = new JobSeries();
  await loadSeries();
  const curves = new Curves(signal, query);

  const state = h("span");
  const buttons = h("div.actions");
  const bar = progress(job);
  const numbers = h("div");
  const error = h("div");
  const panel = h("div.panel", { role: "tabpanel", id: "panel", "aria-labelledby": "tab-curves" });
  const tabs = h("div.tabs", { role: "tablist", "aria-label": "Parts of the job" });
  let shows = 0;
  let asked = 0;
  let refreshed = 0;
  let timer = null;
  let tab = TABS[query.get("tab")] ? query.get("tab") : "curves";

  fill(main, heading(jobTitle(job), state, buttons),
    h("div.job-head", null, bar, numbers, facts([
      ["Data set", h("a", { href: link("datasets", job.effective_spec.dataset) }, job.effective_spec.dataset)],
      ["Id", h("code", null, job.id)],
    ])), error, tabs, panel);
  paintState();
  paintTabs();
  paintJob();
  showTab(tab);
  if (!isFinal(job)) {
    listen();
  }

  function loadSeries() {
    return series.reload(api.get(`/v1/jobs/${job.id}/metrics?points=${POINTS}`, signal), job.started_at);
  }

  async function listen() {
    await follow(job.id, series.lastEvent, (events) => {
      let isChanged = false;
      let isTurn = false;
      for (const event of events) {
        isChanged = series.add(event) || isChanged;
        isTurn = isTurn || event.type === "state" || event.type === "checkpoint";
      }
      if (isChanged) {
        curves.changed(series);
      }
      if (tab === "checkpoints" && events.some((event) => event.type === "checkpoint")) {
        showTab(tab);
      }
      if (isTurn) {
        refresh();
      } else {
        refreshIn(Math.max(0, refreshed + REFRESH - Date.now()));
      }
    }, signal);
    // A job that ended after it was read, and before its series were, has no event left that tells of it.
    await refresh();
  }

  function refreshIn(milliseconds) {
    timer ??= setTimeout(refresh, milliseconds);
  }

  /** Reads the job anew. Answers of actions are not taken in its place: events may have overtaken them. */
  async function refresh() {
    clearTimeout(timer);
    timer = null;
    refreshed = Date.now();
    const turn = ++asked;
    try {
      const answer = await api.get(`/v1/jobs/${job.id}`, signal);
      // An answer that was overtaken tells of the past.
      if (turn === asked && !signal.aborted) {
        update(answer);
      }
      if (series.isLong) {
        await loadSeries();
      }
    } catch (error) {
      // A paused job has no event to come that would ask again.
      if (!signal.aborted && !(error instanceof ApiError && error.status >= 400 && error.status < 429)) {
        refreshIn(RETRY);
      }
    }
  }

  function update(answer) {
    const isTurn = answer.state !== job.state;
    const isOther = isTurn || answer.model !== job.model;
    job = answer;
    series.start ??= job.started_at ? Date.parse(job.started_at) : null;
    paintJob();
    if (isTurn) {
      paintState();
      announce(`The job is ${job.state}.`);
    }
    if (isOther && tab !== "curves") {
      showTab(tab);
    }
  }

  /** Apart from what changes all the time: a button that is pressed must not go away under the finger. */
  function paintState() {
    fill(state, pill(job.state));
    const focused = buttons.contains(document.activeElement) ? document.activeElement.dataset.action : null;
    fill(buttons, controls(job, session, refresh),
      h("a.button", { href: link("submit", null, { from: job.id }), "data-action": "again" }, "Use as a draft"),
      h("a.button", { href: link("compare", null, { jobs: job.id }), "data-action": "compare" }, "Compare"),
      isFinal(job) && session.may("submitter") && h("button.danger", { type: "button", onclick: remove, "data-action": "delete" }, "Delete"));
    if (focused) {
      (buttons.querySelector(`[data-action="${focused}"]`) ?? buttons.firstElementChild)?.focus();
    }
  }

  function paintJob() {
    const { step, total_steps: total, epoch, fraction, eta_seconds: eta, queue_position: place } = job.progress;
    bar.value = fraction;
    fill(numbers, facts([
        ["Progress", percent(fraction)],
        ["Step", `${whole(step)} of ${whole(total)}`],
        ["Epoch", number(epoch)],
        ["Left", eta === null ? null : seconds(eta)],
        ["In the queue", place === null ? null : `number ${place}`],
        ["Took", job.finished_at && job.started_at ? seconds((Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000) : null],
        ["ε spent", job.privacy && `${number(job.privacy.epsilon_spent)} of ${number(job.privacy.epsilon_reserved)}`],
      ]));
    fill(error, job.error && h("div.notice.bad", { role: "alert" }, h("b", null, `${words(job.error.code)}: `), `${job.error.message}.`.replace(/\.\.$/, "."),
      job.error.pointer && [" See ", h("code", null, job.error.pointer), "."]),
    !job.error && job.state_reason && h("p.quiet", null, `${words(job.state)}: ${job.state_reason}.`));
  }

  async function remove() {
    if (!confirm("Delete this job, with its metrics, checkpoints and model?")) {
      return;
    }
    try {
      await api.remove(`/v1/jobs/${job.id}`);
      if (!signal.aborted) {
        go("jobs");
      }
    } catch (failure) {
      toast(failure.message);
    }
  }

  function paintTabs() {
    fill(tabs, Object.entries(TABS).map(([name, title]) => h("button.tab", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "panel", "aria-selected": String(name === tab), tabindex: name === tab ? "0" : "-1",
      onclick: () => choose(name), onkeydown: (event) => step(event, name),
    }, title)));
    // Sideways only: the page stays where it is.
    const chosen = document.getElementById(`tab-${tab}`);
    tabs.scrollLeft = chosen.offsetLeft - tabs.offsetLeft - 40;
  }

  function step(event, name) {
    const names = Object.keys(TABS);
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (move) {
      choose(names[(names.indexOf(name) + move + names.length) % names.length]);
      event.preventDefault();
    }
  }

  function choose(name) {
    tab = name;
    note({ tab: name === "curves" ? "" : name });
    paintTabs();
    document.getElementById(`tab-${name}`).focus();
    showTab(name);
  }

  async function showTab(name) {
    const turn = ++shows;
    panel.setAttribute("aria-labelledby", `tab-${name}`);
    try {
      const parts = await part(name);
      if (turn === shows && !signal.aborted) {
        fill(panel, parts);
        if (name === "curves") {
          curves.changed(series);
        }
      }
    } catch (failure) {
      if (turn === shows && !signal.aborted) {
        fill(panel, h("p", null, failure.message));
      }
    }
  }

  function part(name) {
    switch (name) {
      case "curves": return curves.element;
      case "spec": return specPart();
      case "history": return historyPart();
      case "checkpoints": return checkpointsPart();
      case "model": return modelPart(job, signal);
      default: return examplesPart(job, signal);
    }
  }

  function specPart() {
    return [
      details("As it was sent", json(job.spec), true),
      details("With every default", json(job.effective_spec)),
    ];
  }

  async function historyPart() {
    const attempts = await api.get(`/v1/jobs/${job.id}/attempts`, signal);
    return [
      h("h2", null, "Transitions"),
      table("Transitions", [{ label: "State" }, { label: "When" }, { label: "Why" }],
        job.transitions.map((one) => [pill(one.state), when(one.at), one.reason ?? "–"])),
      h("h2", null, "Attempts"),
      attempts.data.length === 0 ? h("p.quiet", null, "No worker has taken it yet.")
        : table("Attempts", [{ label: "Attempt", number: true }, { label: "Worker" }, { label: "From" }, { label: "To" }, { label: "Steps" }, { label: "End" }],
          attempts.data.map((one) => [one.number, h("code", null, one.worker), when(one.started_at), when(one.ended_at),
            `${whole(one.first_step)} to ${whole(one.last_step)}`, one.reason ?? "–"])),
      job.privacy && [h("h2", null, "Privacy"), facts(Object.entries(job.privacy).map(([key, value]) =>
        [words(key), typeof value === "number" ? number(value) : value]))],
    ];
  }

  async function checkpointsPart() {
    const list = await api.get(`/v1/jobs/${job.id}/checkpoints`, signal);
    return list.data.length === 0
      ? h("p.quiet", null, "None. They are written as the spec says under checkpoints, and when a job is paused.")
      : table("Checkpoints", [{ label: "Step", number: true }, { label: "When" }, { label: "Size", number: true }, { label: "Digest" }],
        list.data.map((one) => [whole(one.step), when(one.created_at), bytes(one.size_bytes), h("code", null, one.digest)]));
  }

}
