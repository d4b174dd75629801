// The privacy budget of a data set: how it stands, how it was used up, and the ledger.

import * as api from "./api.js";
import { Chart } from "./chart.js";
import { append, facts, fill, h, table, uniqueId, when } from "./dom.js";
import { number, percent, whole, words } from "./format.js";
import { link } from "./router.js";

const LINES = 200;

export async function budgetPart(set, place, session, signal, reload) {
  if (!set.privacy_budget) {
    return [h("p.quiet", null, "No budget was set: jobs on these data are bound by none."), session.may("admin") && budgetForm(place, null, signal, reload)];
  }
  const budget = await api.get(`${place}/privacy-budget`, signal);
  const curve = await api.get(`${place}/privacy-burn-down?points=400`, signal);
  return [
    budget.unprotected_jobs > 0 && h("div.notice.bad", null, `${whole(budget.unprotected_jobs)} jobs without privacy have used these data: there is no finite ε any more.`),
    facts([
      ["Budget", `ε ${number(budget.epsilon)} at δ ${number(budget.delta)}`], ["Spent", `ε ${number(budget.spent)}`], ["Reserved", `ε ${number(budget.reserved)}`], ["Left", `ε ${number(budget.remaining)}`],
      ["Jobs are admitted up to", `${percent(budget.filter.remaining / budget.filter.capacity)} of the filter`],
    ]),
    burnDown(curve, signal),
    h("h3", null, "Ledger"), await ledger(place, signal),
    session.may("admin") && budgetForm(place, budget, signal, reload),
  ];
}

/** What was left of what the filter admits, over time. */
function burnDown(curve, signal) {
  const points = curve.points.filter((point) => point.capacity !== null);
  const xs = points.map((point) => Date.parse(point.at) / 1000);
  for (let i = 1; i < xs.length; i++) {
    xs[i] = Math.max(xs[i], xs[i - 1] + 0.001);
  }
  const left = (point, part) => Math.max(0, 1 - part / point.capacity);
  const chart = new Chart("Left of the budget", signal);
  Object.assign(chart.options, { x: "date", percent: true, range: [0, 1], height: 240 });
  chart.set([
    { name: "not spent", place: 0, stepped: true, xs, ys: points.map((point) => left(point, point.spent)) },
    { name: "free for new jobs", place: 1, stepped: true, xs, ys: points.map((point) => left(point, point.spent + point.reserved)) },
  ]);
  return h("div.chart-large", null, chart.element,
    h("p.quiet", null, `In Rényi divergence of order ${number(curve.order)}, by which jobs are admitted; ε is found by composition and is tighter.`));
}

async function ledger(place, signal) {
  const body = h("div");
  const more = h("button", { type: "button" }, "Later lines");
  let page = await api.get(`${place}/privacy-ledger?limit=${LINES}`, signal);
  append(body, [lines(page)]);
  more.hidden = !page.next_cursor;
  more.addEventListener("click", async () => {
    more.disabled = true;
    try {
      page = await api.get(`${place}/privacy-ledger?limit=${LINES}&cursor=${page.next_cursor}`, signal);
      append(body, [lines(page)]);
      more.hidden = !page.next_cursor;
    } finally {
      more.disabled = false;
    }
  });
  return h("div", null, h("div.ledger", null, body), h("div.actions", null, more));
}

function lines(page) {
  return table("Ledger", [{ label: "Line", number: true }, { label: "When" }, { label: "What" }, { label: "Steps", number: true }, { label: "Job" }, { label: "Details" }],
    runs(page.data).map(({ from, line }) => [from === line.seq ? whole(from) : `${whole(from)} to ${whole(line.seq)}`, when(line.at), words(line.type), line.steps === null ? "–" : whole(line.steps),
      line.job ? h("a", { href: link("jobs", line.job) }, h("code", null, line.job.slice(-8))) : "–", told(line)]));
}

/** Charges of one job that follow each other are one row. */
function runs(entries) {
  const found = [];
  for (const line of entries) {
    const last = found[found.length - 1];
    if (line.type === "charged" && last?.line.type === "charged" && last.line.job === line.job && last.line.reason === line.reason) {
      last.line = { ...line, steps: last.line.steps + line.steps };
    } else {
      found.push({ from: line.seq, line });
    }
  }
  return found;
}

function told(line) {
  const parts = [];
  if (line.epsilon !== null) {
    parts.push(`ε ${number(line.epsilon)}, δ ${number(line.delta)}`);
  }
  if (line.event?.type === "sampled_gaussian") {
    parts.push(`noise ${number(line.event.deviation)}, rate ${number(line.event.rate)}`);
  } else if (line.event) {
    parts.push(words(line.event.type));
  }
  if (line.reason) {
    parts.push(line.reason);
  }
  return parts.join("; ") || "–";
}

function budgetForm(place, budget, signal, reload) {
  const ids = { epsilon: uniqueId("epsilon"), delta: uniqueId("delta"), reason: uniqueId("reason") };
  const epsilon = h("input", { id: ids.epsilon, inputmode: "decimal", required: true, value: budget ? String(budget.epsilon) : "" });
  const delta = h("input", { id: ids.delta, inputmode: "decimal", required: true, value: budget ? String(budget.delta) : "1e-5" });
  const reason = h("input", { id: ids.reason, required: Boolean(budget) });
  const failure = h("div", { role: "alert" });
  const form = h("form.card", null, h("div.fields", null,
    h("div.field", null, h("label", { for: ids.epsilon }, "Epsilon"), epsilon),
    h("div.field", null, h("label", { for: ids.delta }, "Delta"), delta),
    budget && h("div.field", null, h("label", { for: ids.reason }, "Reason"), reason)),
  failure, h("div.actions", null, h("button", { type: "submit" }, budget ? "Change the budget" : "Set a budget")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await api.put(`${place}/privacy-budget`, { epsilon: Number(epsilon.value), delta: Number(delta.value), ...(reason.value ? { reason: reason.value } : {}) });
      if (!signal.aborted) {
        reload();
      }
    } catch (error) {
      fill(failure, h("p.error", null, error.message));
    }
  });
  return h("details", null, h("summary", null, budget ? "Change the budget" : "Set a budget"), form);
}
