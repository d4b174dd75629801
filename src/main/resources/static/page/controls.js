// How curves are drawn: by step, epoch or time, on a log axis, smoothed. The choice stands in the address.

import { h, uniqueId } from "./dom.js";
import { note } from "./router.js";

export const PLACES = { step: "Step", epoch: "Epoch", time: "Time" };

/** Controls that call back with { x, log, smoothing }. */
export function curveControls(query, changed) {
  const options = {
    x: PLACES[query.get("x")] ? query.get("x") : "step",
    log: query.get("log") === "1",
    smoothing: Math.min(Math.max(Number(query.get("smoothing")) || 0, 0), 0.99),
  };
  const id = uniqueId("smoothing");
  const output = h("output", { for: id }, String(options.smoothing));
  const slider = h("input", { type: "range", id, min: "0", max: "0.99", step: "0.01", value: options.smoothing, oninput: () => apply({ smoothing: Number(slider.value) }), onchange: keep });
  const log = h("input", { type: "checkbox", checked: options.log, onchange: () => change({ log: log.checked }) });
  const group = uniqueId("x");
  const element = h("div.curve-controls", null,
    h("fieldset.choice", null, h("legend.hidden", null, "Horizontal axis"), Object.entries(PLACES).map(([name, title]) =>
      h("label", null, h("input", { type: "radio", name: group, value: name, checked: options.x === name, onchange: () => change({ x: name }) }), h("span", null, title)))),
    h("label.inline", null, log, "Log axis"),
    h("label.inline", { for: id }, "Smoothing"), slider, output);
  return { element, options };

  function apply(part) {
    Object.assign(options, part);
    output.textContent = String(options.smoothing);
    changed(options);
  }

  /** Apart from what is done at every move of the slider: browsers refuse an address that changes too often. */
  function keep() {
    note({ x: options.x === "step" ? "" : options.x, log: options.log ? "1" : "", smoothing: options.smoothing || "" });
  }

  function change(part) {
    apply(part);
    keep();
  }
}
