// One data set: its rows, its columns in numbers, labels that may be wrong, and its privacy budget.

import * as api from "./api.js";
import { empty, facts, fill, h, heading, table, toast } from "./dom.js";
import { bytes, number, time, whole } from "./format.js";
import { go, link } from "./router.js";
import { examplesList } from "./examples.js";
import { budgetPart } from "./budget.js";
import { value } from "./values.js";

const ROWS = 12;
/** Among which it is looked for one that has judged labels. */
const JOBS = 600;

export async function datasetView(main, { id, session, signal, reload }) {
  const place = `/v1/datasets/${encodeURIComponent(id)}`;
  const set = id.includes("?") ? await byName(id, signal) : await api.get(place, signal);
  const own = `/v1/datasets/${encodeURIComponent(set.id)}`;
  const preview = await api.get(`${own}/preview?limit=${ROWS}`, signal);
  const labels = h("section", { "aria-label": "Suspected labels" }, h("p.quiet", null, "Loading …"));
  const budget = h("section", { "aria-label": "Privacy budget" }, h("p.quiet", null, "Loading …"));
  fill(main,
    heading(set.name, h("div.actions", null,
      h("a.button.primary", { href: link("submit", null, { dataset: set.name }) }, "Train on it"),
      session.may("submitter") && h("button.danger", { type: "button", onclick: () => remove(set, signal) }, "Delete"))),
    facts([
      ["Task", set.task], ["Rows", whole(set.rows)], ["Features", whole(set.features.length)], ["Target", set.target], ["Classes", set.classes.length > 0 ? whole(set.classes.length) : null],
      ["Size", bytes(set.size_bytes)], ["Since", time(set.created_at)], ["Id", h("code", null, set.id)], ["Fingerprint", h("code", null, set.fingerprint)],
      ["Part of", set.subset_of && h("a", { href: link("datasets", set.subset_of.source) }, set.subset_of.source_name)],
      ["Perturbed copy of", set.perturbation && h("a", { href: link("datasets", set.perturbation.source) }, set.perturbation.source)],
    ]),
    set.source && h("p.quiet", null, set.source),
    h("h2", null, "First rows"),
    rows(preview),
    h("h2", null, "Columns"),
    columnsTable(preview.columns, set.rows),
    h("h2", null, "Suspected labels"), labels,
    h("h2", null, "Privacy budget"), budget);
  show(labels, suspects(set, signal));
  show(budget, budgetPart(set, own, session, signal, reload));
}

/** Fills a section as soon as its parts are there, whatever becomes of others. */
async function show(section, coming) {
  fill(section, await coming.catch((error) => h("p.error", null, error.message)));
}

/** Images side by side, other rows one below the other. */
function rows(preview) {
  if (preview.columns.some((column) => column.type === "image")) {
    return h("ul.cards", null, preview.rows.map((row) => h("li.example", null, preview.columns.map((column) =>
      (column.type === "image" ? value(row[column.name]) : h("div", null, `${column.name} `, h("b", null, value(row[column.name]))))))));
  }
  return table("First rows", preview.columns.map((column) => ({ label: column.name, number: column.type === "numeric" })),
    preview.rows.map((row) => preview.columns.map((column) => value(row[column.name]))));
}

/** Generated sets have names with options, which cannot stand in a path. */
async function byName(name, signal) {
  const found = (await api.all("/v1/datasets", signal)).find((set) => set.name === name);
  if (!found) {
    throw new api.ApiError(404, { detail: `There is no data set "${name}" yet; it is made when a job first names it.` });
  }
  return found;
}

async function remove(set, signal) {
  if (!confirm(`Delete the data set ${set.name}?`)) {
    return;
  }
  try {
    await api.remove(`/v1/datasets/${encodeURIComponent(set.id)}`);
    if (!signal.aborted) {
      go("datasets");
    }
  } catch (error) {
    toast(error.message);
  }
}

function columnsTable(columns, rows) {
  return table("Columns", [{ label: "Column" }, { label: "Type" }, { label: "Role" }, { label: "Missing", number: true }, { label: "Least", number: true }, { label: "Mean", number: true }, { label: "Greatest", number: true }, { label: "Deviation", number: true }, { label: "Most frequent" }],
    columns.map((column) => [
      h("b", null, column.name), column.type, column.role, whole(column.missing), number(column.minimum), number(column.mean), number(column.maximum), number(column.standard_deviation),
      column.top.length === 0 ? "–" : h("ul.top", null, column.top.map((one) => h("li", null, h("span", null, one.value), h("meter", { min: "0", max: rows, value: one.rows, "aria-label": `${one.rows} rows` }), h("span.quiet", null, whole(one.rows)))))]));
}

/** Labels that a job on these data found doubtful. */
async function suspects(set, signal) {
  if (set.task !== "classification") {
    return h("p.quiet", null, "Labels are judged in classification only.");
  }
  const jobs = (await api.all("/v1/jobs?state=succeeded", signal, JOBS)).filter((job) =>
    [set.id, set.name].includes(job.effective_spec.dataset) && job.effective_spec.diagnostics.some((one) => one.type === "label_errors"));
  for (const job of jobs) {
    const page = await api.get(`/v1/jobs/${job.id}/examples?limit=24`, signal);
    // Another set may have had this name.
    if (page.dataset.id === set.id) {
      return [h("p.quiet", null, "By the job ", h("a", { href: link("jobs", job.id, { tab: "examples" }) }, job.name ?? job.id), ", the most doubtful first."),
        await examplesList(job.id, page, signal)];
    }
  }
  return empty(`None of the last ${JOBS} jobs has looked`, "A job with the diagnostic label_errors tells of each label how likely it is wrong.",
    h("a.button", { href: link("submit", null, { dataset: set.name, diagnostics: "label_errors" }) }, "Draft such a job"));
}
