// All jobs, newest first.

import * as api from "./api.js";
import { empty, fill, h, heading, toast } from "./dom.js";
import { ago, jobTitle, number, percent, strategy, time } from "./format.js";
import { go, link, note } from "./router.js";
import { Sparks } from "./spark.js";
import { isFinal, pill, progress } from "./states.js";

const STATES = ["queued", "running", "pausing", "paused", "cancelling", "succeeded", "failed", "cancelled"];
const BUSY = 2000;
const QUIET = 10_000;
const MOST_RENEWED = 20;
const UNREADABLE = 400;
const EXAMPLE = {
  name: "First steps", dataset: "digits", model: { type: "mlp", hidden: [128, 64], dropout: 0.2 }, objective: "classification",
  optimizer: "adamw", learning_rate: 0.003, schedule: { type: "linear_decay", warmup_fraction: 0.1 }, duration: { epochs: 30 }, seed: 1,
};

export async function jobsView(main, { query, session, signal }) {
  const chosen = new Set();
  const sparks = new Sparks(signal);
  let first = { data: [], next_cursor: null };
  /** Those below the first page, once they were asked for. */
  let older = [];
  let cursor = null;
  let filters = 0;

  const list = h("ul.jobs", { "aria-label": "Jobs" });
  const more = h("button", { type: "button", onclick: loadMore }, "Older jobs");
  const compare = h("button", { type: "button", disabled: true, onclick: () => go("compare", null, { jobs: [...chosen].join(",") }) }, "Compare");
  const state = h("select", { "aria-label": "State", onchange: () => filter({ state: state.value }) },
    h("option", { value: "" }, "Every state"), STATES.map((name) => h("option", { value: name, selected: query.get("state") === name }, name)));
  const label = h("input", { "aria-label": "Label", placeholder: "label, as team:vision", value: query.get("label") ?? "", onchange: () => filter({ label: label.value.trim() }) });
  const count = h("p.quiet", { "aria-live": "polite" });
  const failure = h("p.error", { role: "alert" });

  try {
    first = await page(null);
  } catch (error) {
    if (error.status !== UNREADABLE) {
      throw error;
    }
    failure.textContent = error.message;
  }
  fill(main, heading("Jobs", h("div.filters", null, state, label, compare)), failure, count, list, h("div.actions", null, more));
  paint();
  poll();

  async function page(from) {
    const parameters = new URLSearchParams({ limit: "50" });
    for (const name of ["state", "label"]) {
      if (query.get(name)) {
        parameters.set(name, query.get(name));
      }
    }
    if (from) {
      parameters.set("cursor", from);
    }
    return api.get(`/v1/jobs?${parameters}`, signal);
  }

  /** A page, or null where the filter was changed meanwhile: it is of another list then. */
  async function ask(from) {
    const mine = filters;
    const answer = await page(from);
    return mine === filters && !signal.aborted ? answer : null;
  }

  async function filter(change) {
    note(change);
    Object.entries(change).forEach(([name, value]) => query.set(name, value));
    filters += 1;
    older = [];
    cursor = null;
    failure.textContent = "";
    // The next page of what is still shown is none of what was asked for.
    more.hidden = true;
    try {
      take(await ask(null));
    } catch (error) {
      if (!signal.aborted) {
        failure.textContent = error.message;
        first = { data: [], next_cursor: null };
        paint();
      }
    }
  }

  function take(answer) {
    if (answer === null) {
      return;
    }
    failure.textContent = "";
    const last = answer.data[answer.data.length - 1]?.id;
    if (first.data.length > 0 && last > first.data[0].id) {
      // So many have come that there is a gap, which is read when it is asked for.
      older = [];
      cursor = null;
    } else if (cursor !== null) {
      // What newer jobs have pushed out of the first page is older now.
      older = [...first.data.filter((job) => job.id < last), ...older];
    }
    first = answer;
    paint();
  }

  /** Reads older jobs anew that have not ended: few are, so each is asked for. */
  async function renew() {
    const mine = filters;
    for (const job of older.filter((one) => !isFinal(one)).slice(0, MOST_RENEWED)) {
      const answer = await api.get(`/v1/jobs/${job.id}`, signal).catch((error) => (error.status === 404 ? null : job));
      if (mine !== filters || signal.aborted) {
        return;
      }
      older = older.map((one) => (one.id === job.id ? answer : one)).filter((one) => one !== null && isAskedFor(one));
    }
  }

  function isAskedFor(job) {
    return !query.get("state") || job.state === query.get("state");
  }

  async function loadMore() {
    more.disabled = true;
    // From now on the first page is not all that is shown.
    cursor ??= first.next_cursor;
    try {
      const next = await ask(cursor);
      if (next) {
        older = older.concat(next.data);
        cursor = next.next_cursor ?? "end";
        paint();
      }
    } finally {
      more.disabled = false;
    }
  }

  async function poll() {
    while (!signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, first.data.some((job) => !isFinal(job)) ? BUSY : QUIET));
      if (signal.aborted || document.hidden) {
        continue;
      }
      await renew();
      const answer = await ask(null).catch(() => null);
      // A row that is pressed must not go away under the finger.
      if (!list.matches(":active")) {
        take(answer);
      }
    }
  }

  function paint() {
    const ids = new Set();
    const jobs = [...first.data, ...older].filter((job) => !ids.has(job.id) && ids.add(job.id));
    const isFiltered = Boolean(query.get("state") || query.get("label"));
    more.hidden = cursor ? cursor === "end" : !first.next_cursor;
    compare.hidden = jobs.length < 2;
    const counted = summary(jobs);
    // What is written anew is read out anew.
    if (count.textContent !== counted) {
      count.textContent = counted;
    }
    sparks.keep(jobs);
    if (failure.textContent) {
      fill(list);
      return;
    }
    if (jobs.length === 0) {
      fill(list, h("li.none", null, isFiltered
        ? empty("No such job", "No job has this state and label.", h("a.button", { href: "#/jobs", onclick: () => filter({ state: "", label: "" }).then(() => { state.value = ""; label.value = ""; }) }, "Show all"))
        : empty("No jobs yet", "A job trains a model on a data set. The example trains a small network on handwritten digits and takes a few seconds.",
          h("button.primary", { type: "button", disabled: !session.may("submitter"), onclick: submitExample }, "Train the example"),
          h("a.button", { href: "#/submit" }, "Make your own"))));
      return;
    }
    const focused = document.activeElement?.closest?.("[data-job]")?.dataset.job;
    const kind = document.activeElement?.tagName;
    fill(list, jobs.map(row));
    if (focused) {
      list.querySelector(`[data-job="${focused}"] ${kind === "INPUT" ? "input" : "a"}`)?.focus({ preventScroll: true });
    }
  }

  function row(job) {
    const spec = job.effective_spec;
    const box = h("input", { type: "checkbox", "aria-label": `Compare ${jobTitle(job)}`, checked: chosen.has(job.id), onchange: () => choose(job.id, box.checked) });
    return h("li.job", { "data-job": job.id },
      box,
      h("div.job-name", null,
        h("a", { href: link("jobs", job.id) }, jobTitle(job)),
        h("span.quiet", null, [spec.dataset, strategy(spec.model), strategy(spec.optimizer)].join(" · ")),
        Object.entries(job.labels).map(([key, value]) => h("span.tag", null, `${key}:${value}`))),
      h("div.job-state", null, pill(job.state), isFinal(job) ? null : h("span.quiet", null, progressText(job))),
      h("div.job-progress", null, sparks.of(job), isFinal(job) || job.state === "queued" ? null : progress(job)),
      h("div.job-result", null, result(job)),
      h("time.quiet.job-time", { datetime: job.created_at, title: time(job.created_at) }, ago(job.created_at)));
  }

  function choose(id, isChosen) {
    if (isChosen) {
      chosen.add(id);
    } else {
      chosen.delete(id);
    }
    compare.disabled = chosen.size < 1;
    compare.textContent = chosen.size > 0 ? `Compare ${chosen.size}` : "Compare";
  }

  async function submitExample(event) {
    event.currentTarget.disabled = true;
    const job = await api.post("/v1/jobs", EXAMPLE, { headers: { "Idempotency-Key": api.idempotencyKey() } });
    if (signal.aborted) {
      toast(["Submitted: ", h("a", { href: link("jobs", job.id) }, jobTitle(job))], "good");
    } else {
      go("jobs", job.id);
    }
  }
}

function summary(jobs) {
  const counts = new Map();
  jobs.forEach((job) => counts.set(job.state, (counts.get(job.state) ?? 0) + 1));
  return STATES.filter((state) => counts.has(state)).map((state) => `${counts.get(state)} ${state}`).join(", ");
}

function progressText(job) {
  return job.state === "queued" && job.progress.queue_position ? `number ${job.progress.queue_position} in the queue` : percent(job.progress.fraction);
}

const RESULTS = ["validation_accuracy", "validation_rmse", "validation_loss", "unprotected_validation_accuracy", "train_loss", "unprotected_train_loss"];

/** The number that tells most about a job. */
function result(job) {
  const name = RESULTS.find((one) => job.latest_metrics[one] !== undefined);
  return name ? [h("b", null, number(job.latest_metrics[name])), " ", h("span.quiet", null, name.replaceAll("_", " "))] : null;
}
