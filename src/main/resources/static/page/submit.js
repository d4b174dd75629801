// A new job, as a form or as JSON; while it is made the server says what it would be and cost.

import * as api from "./api.js";
import { Draft } from "./draft.js";
import { Estimate } from "./estimate.js";
import { Fields } from "./fields.js";
import { details, fill, h, heading, toast } from "./dom.js";
import { BUILT_IN } from "./datasets.js";
import { go, link } from "./router.js";
import { Schemas } from "./schema.js";
import { jobTitle, words } from "./format.js";

const WAIT = 300;
/** Where a draft outlives a login that has expired, or a look at another view. */
const KEPT = "descent.draft";
const START = { dataset: "digits", model: { type: "mlp" }, objective: { type: "classification" } };

/** Which fields stand together; what is not named here comes last. */
const SECTIONS = [
  ["Data and model", ["name", "dataset", "objective", "model"], true],
  ["Optimization", ["optimizer", "learning_rate", "schedule", "duration"], true],
  ["Batches", ["sampler", "batch_schedule", "rate_scaling", "reweighting", "preprocessing"], false],
  ["Regularization and gradients", ["weight_decay", "transforms", "state_format"], false],
  ["Privacy and robustness", ["mechanism", "acknowledge_unprotected", "audit"], false],
  ["Evaluation and findings", ["evaluation", "diagnostics", "subset"], false],
  ["Run", ["seed", "checkpoints", "log_every_steps", "device", "priority", "labels"], false],
];

export async function submitView(main, { query, session, signal, reload }) {
  fill(main, h("p.quiet", null, "Loading the catalogue …"));
  const [openApi, catalogue, sets, start] = await Promise.all([
    api.get("/v3/api-docs", signal), api.get("/v1/catalog", signal), api.all("/v1/datasets", signal), firstSpec(query, signal)]);
  const root = new Schemas(openApi, catalogue).job();
  const draft = new Draft(start.spec);
  const tasks = new Map(sets.map((set) => [set.name, set.task]));
  const estimate = new Estimate((place) => reveal(place), session);
  let key = api.idempotencyKey();
  let running = null;
  let timer = null;
  let isJson = query.get("as") === "json";
  let fields = null;

  const failure = h("div", { role: "alert" });
  const text = h("textarea.spec", { "aria-label": "Job spec as JSON", spellcheck: "false", rows: "26", oninput: typed });
  const form = h("div.sections");
  const tabs = h("div.tabs", { role: "tablist", "aria-label": "Form or JSON" });
  const panel = h("div", { role: "tabpanel", id: "submit-panel" });
  const button = h("button.primary", { type: "submit", disabled: !session.may("submitter") }, "Train");
  const page = h("form.submit", { novalidate: true, onsubmit: submit }, h("div", null, tabs, panel),
    h("aside", { "aria-label": "What it would be" }, estimate.element, failure, h("div.actions", null, button),
      !session.may("submitter") && h("p.quiet", null, `Your role is ${session.role}; jobs are made by submitters.`)));
  const anew = start.isKept && h("button", { type: "button", onclick: () => { sessionStorage.removeItem(KEPT); reload(); } }, "Begin anew");
  fill(main, heading("New job", anew && h("div.actions", null, h("span.quiet", null, "Your last draft."), anew)),
    h("datalist", { id: "known-datasets" }, sets.map((set) => h("option", { value: set.name }, `${set.rows} rows, ${set.task}`)),
      BUILT_IN.filter((name) => !tasks.has(name)).map((name) => h("option", { value: name }, "built in"))), page);
  signal.addEventListener("abort", () => { clearTimeout(timer); running?.abort(); });
  showTab();
  ask();

  function showTab() {
    fill(tabs, [["form", "Form", false], ["json", "JSON", true]].map(([name, title, json]) => h("button.tab", {
      type: "button", role: "tab", id: `submit-${name}`, "aria-controls": "submit-panel", "aria-selected": String(json === isJson), tabindex: json === isJson ? "0" : "-1",
      onclick: () => choose(json), onkeydown: (event) => ["ArrowLeft", "ArrowRight"].includes(event.key) && choose(!isJson),
    }, title)));
    panel.setAttribute("aria-labelledby", isJson ? "submit-json" : "submit-form");
    if (isJson) {
      text.value = JSON.stringify(draft.spec, null, 2);
      fill(panel, text);
    } else {
      paintForm();
      fill(panel, form);
    }
  }

  function choose(json) {
    if (json !== isJson && !(isJson && !parsed())) {
      isJson = json;
      showTab();
      ask();
    }
    document.getElementById(isJson ? "submit-json" : "submit-form").focus();
  }

  /** Takes the text as the spec, if it is JSON. */
  function parsed() {
    try {
      const spec = JSON.parse(text.value);
      if (spec === null || typeof spec !== "object" || Array.isArray(spec)) {
        throw new SyntaxError("a job spec is an object");
      }
      draft.spec = spec;
      return true;
    } catch (error) {
      running?.abort();
      estimate.problem(`This is not JSON: ${error.message}.`);
      return false;
    }
  }

  function typed() {
    clearTimeout(timer);
    if (parsed()) {
      changed();
    }
  }

  function changed() {
    sessionStorage.setItem(KEPT, JSON.stringify(draft.spec));
    key = api.idempotencyKey();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
    estimate.waiting();
    fill(failure);
    matchObjective();
    countChanges();
  }

  /** The objective follows the task of the data until somebody chooses another. */
  function matchObjective() {
    const task = tasks.get(draft.get(["dataset"]));
    const objective = draft.get(["objective"]);
    const type = typeof objective === "string" ? objective : objective?.type;
    if (!isJson && task && ["classification", "regression"].includes(task) && type && type !== task && Object.keys(objective).length <= 1 && matchObjective.last !== draft.get(["dataset"])) {
      draft.set(["objective"], { type: task });
      paintForm();
      const input = fields.places.get("/dataset")?.input;
      input?.focus();
      input?.setSelectionRange(input.value.length, input.value.length);
    }
    matchObjective.last = draft.get(["dataset"]);
  }

  /** Asks what the draft would be; what was asked before does not matter any more. */
  async function ask() {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      const answer = await api.post("/v1/jobs?dry_run=true", draft.spec, { signal: mine.signal });
      showErrors([]);
      fields?.showDefaults(answer.effective_spec);
      estimate.answer(answer);
    } catch (error) {
      if (!mine.signal.aborted && error.name !== "AbortError") {
        estimate.errors(error, showErrors(error.errors));
      }
    }
  }

  /** At their fields, and counted at their sections; answers those that have none. */
  function showErrors(errors) {
    const homeless = fields?.showErrors(errors) ?? errors;
    form.querySelectorAll("[data-section]").forEach((section) => {
      const count = section.querySelectorAll("[aria-invalid=true]").length;
      section.querySelector(".invalid").textContent = count === 0 ? "" : `${count} to mend`;
    });
    return homeless;
  }

  async function submit(event) {
    event.preventDefault();
    if (isJson && !parsed()) {
      return;
    }
    button.disabled = true;
    try {
      const job = await api.post("/v1/jobs", draft.spec, { headers: { "Idempotency-Key": key } });
      sessionStorage.removeItem(KEPT);
      if (signal.aborted) {
        toast(["Submitted: ", h("a", { href: link("jobs", job.id) }, jobTitle(job))], "good");
      } else {
        go("jobs", job.id);
      }
    } catch (error) {
      if (signal.aborted) {
        toast(error.message);
        return;
      }
      button.disabled = false;
      estimate.errors(error, showErrors(error.errors));
      fill(failure, h("p.error", null, error.message));
      if (error.errors[0]) {
        reveal(error.errors[0].pointer);
      }
    }
  }

  function paintForm() {
    const open = new Map([...form.querySelectorAll("details")].map((one) => [one.dataset.section, one.open]));
    fields = new Fields(draft, changed, { dataset: "known-datasets" });
    const named = new Set(SECTIONS.flatMap(([, names]) => names));
    const rest = root.properties.map((one) => one.name).filter((name) => !named.has(name));
    const sections = rest.length > 0 ? [...SECTIONS, ["More", rest, false]] : SECTIONS;
    fill(form, sections.map(([title, names, isOpen]) => {
      const known = names.map((name) => root.properties.find((one) => one.name === name)).filter(Boolean);
      const section = details([title, h("span.changes", { "data-names": names.join() }), h("span.invalid")], fields.grid(known, []), open.get(title) || (isOpen && !open.has(title)) || names.some((name) => draft.get([name]) !== undefined));
      section.dataset.section = title;
      return section;
    }));
    countChanges();
  }

  function countChanges() {
    form.querySelectorAll(".changes").forEach((element) => {
      const names = element.dataset.names.split(",").filter((name) => draft.get([name]) !== undefined);
      element.textContent = names.map((name) => words(name).toLowerCase()).join(", ");
    });
  }

  /** Opens the section of a field and goes there. */
  function reveal(place) {
    const found = fields?.find(place ?? "");
    if (isJson || !found) {
      text.focus();
      return;
    }
    for (let element = found.element.closest("details"); element; element = element.parentElement.closest("details")) {
      element.open = true;
    }
    const input = found.input.matches("input, select, button") ? found.input : found.element.querySelector("input, select, button");
    input?.focus();
    found.element.scrollIntoView({ block: "center" });
  }
}

/** What the form begins with: an earlier job, a data set, the draft that was left, or an example. */
async function firstSpec(query, signal) {
  const kept = sessionStorage.getItem(KEPT);
  return kept !== null && ![...query.keys()].some((name) => name !== "as")
    ? { spec: JSON.parse(kept), isKept: true } : { spec: await askedSpec(query, signal), isKept: false };
}

async function askedSpec(query, signal) {
  const from = query.get("from");
  const spec = from ? (await api.get(`/v1/jobs/${encodeURIComponent(from)}`, signal)).spec : structuredClone(START);
  if (query.get("dataset")) {
    spec.dataset = query.get("dataset");
    const set = (await api.all("/v1/datasets", signal)).find((one) => one.name === spec.dataset);
    spec.objective = { type: set?.task ?? "classification" };
  }
  if (query.get("diagnostics")) {
    spec.diagnostics = [{ type: query.get("diagnostics") }];
  }
  return spec;
}
