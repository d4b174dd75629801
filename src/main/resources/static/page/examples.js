// What a job found out about its training examples, in the order of a score.

import * as api from "./api.js";
import { append, empty, fill, h, table } from "./dom.js";
import { number, words } from "./format.js";
import { link } from "./router.js";
import { value } from "./values.js";

const LABEL_ERRORS = "label_error_probability";
/** The class, by its number, that is likelier than the given one. */
const SUGGESTED = "suggested";
const PAGE = 24;

/** Examples of a job, or the way to have some. */
export async function examplesPart(job, signal) {
  if (job.state !== "succeeded") {
    return empty("No examples", "A succeeded job that asks for scores under diagnostics keeps a record of its examples.");
  }
  let first;
  try {
    first = await api.get(`/v1/jobs/${job.id}/examples?limit=${PAGE}`, signal);
  } catch (error) {
    if (error.code !== "no_example_record") {
      throw error;
    }
    return empty("No examples", "This job has no scores of examples: its spec asks for none under diagnostics.",
      h("a.button", { href: link("submit", null, { from: job.id, diagnostics: "label_errors" }) }, "Draft a job that looks for wrong labels"));
  }
  return examplesList(job.id, first, signal);
}

export async function examplesList(jobId, first, signal) {
  const { id, deleted } = first.dataset;
  const classes = deleted ? [] : (await api.get(`/v1/datasets/${encodeURIComponent(id)}`, signal)).classes;
  const list = h("div");
  const more = h("button", { type: "button" }, "More");
  const sort = h("select", { "aria-label": "Score" }, first.scores.filter((score) => score !== SUGGESTED).map((score) => h("option", { value: score, selected: score === first.sort }, words(score))));
  const order = h("select", { "aria-label": "Order" }, h("option", { value: "desc" }, "highest first"), h("option", { value: "asc" }, "lowest first"));
  let page = first;
  let turn = 0;
  sort.addEventListener("change", again);
  order.addEventListener("change", again);
  more.addEventListener("click", () => load(`&cursor=${page.next_cursor}`, () => append(list, [cards(page, classes)])));
  fill(list, cards(first, classes));
  more.hidden = !first.next_cursor;
  return h("div", null, h("div.filters", null, sort, order), list, h("div.actions", null, more));

  function address() {
    return `/v1/jobs/${jobId}/examples?limit=${PAGE}&sort=${sort.value}&order=${order.value}`;
  }

  function again() {
    // There is no next page of this order yet.
    more.hidden = true;
    return load("", () => fill(list, cards(page, classes)));
  }

  /** Shows an answer, unless another was asked for meanwhile. */
  async function load(place, paint) {
    const mine = ++turn;
    const answer = await api.get(`${address()}${place}`, signal);
    if (mine === turn) {
      page = answer;
      paint();
      more.hidden = !page.next_cursor;
    }
  }
}

/** Rows with an image as cards, others as a table. */
function cards(page, classes) {
  const score = page.sort;
  const hasImage = page.data.some((example) => Object.values(example.values ?? {}).some(Array.isArray));
  const isWrong = score === LABEL_ERRORS;
  const other = (example) => String((isWrong ? classes[example.scores[SUGGESTED]] : example.predicted) ?? "–");
  if (hasImage) {
    return h("ul.cards", null, page.data.map((example) => h("li.example", null,
      Object.values(example.values).filter(Array.isArray).map((image) => value(image)),
      h("div", null, "given ", h("b", null, String(example.label))),
      h("div", null, isWrong ? "rather " : "predicted ", h("b", null, other(example))),
      h("div.quiet", null, isWrong ? `wrong: ${Math.round(example.scores[score] * 100)} %` : `${words(score)} ${number(example.scores[score])}`),
      h("div.quiet", null, `row ${example.row}`))));
  }
  const columns = Object.keys(page.data[0]?.values ?? {});
  return table("Examples",
    [{ label: "Row", number: true }, { label: "Given" }, { label: isWrong ? "Rather" : "Predicted" }, { label: words(score), number: true }, ...columns.map((name) => ({ label: name }))],
    page.data.map((example) => [example.row, String(example.label), other(example), number(example.scores[score]),
      ...columns.map((name) => value(example.values[name]))]));
}
