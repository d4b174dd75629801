// What the dry run answers: cost, warnings and errors.

import { details, fill, h, facts, json } from "./dom.js";
import { bytes, number, whole } from "./format.js";
import { sentence } from "./fields.js";

export class Estimate {
  /** @param reveal goes to the field of a pointer */
  constructor(reveal, session) {
    this.reveal = reveal;
    this.session = session;
    this.body = h("div");
    this.note = h("p.verdict", { role: "status" }, "Checking …");
    this.element = h("div.card.estimate", null, h("h2", null, "Dry run"), this.note, this.body);
  }

  waiting() {
    this.element.classList.add("waiting");
  }

  say(kind, text) {
    this.element.classList.remove("waiting");
    this.note.className = `verdict ${kind}`;
    this.note.textContent = text;
  }

  answer({ estimate, effective_spec: effective }) {
    this.say("good", "This would train.");
    const { privacy } = estimate;
    fill(this.body,
      facts([
        ["Steps", whole(estimate.steps)],
        ["Parameters", whole(estimate.parameters)],
        ["Memory", bytes(estimate.memory_bytes)],
        ["Privacy", privacy ? `ε ${number(privacy.epsilon)} at δ ${number(privacy.delta)}` : null],
        ["Left of the budget", privacy && privacy.remaining !== null ? `ε ${number(privacy.remaining)}` : null],
        ["Fits the budget", privacy && privacy.fits !== null ? (privacy.fits ? "yes" : "no") : null],
      ]),
      estimate.warnings.length > 0 && h("ul.warnings", null, estimate.warnings.map((warning) => h("li", null, sentence(warning)))),
      details("With every default", json(effective)));
  }

  problem(text) {
    this.say("bad", text);
    fill(this.body);
  }

  errors(error, homeless) {
    const count = error.errors.length;
    this.say("bad", count === 0 ? error.message : `${count === 1 ? "One thing is" : `${count} things are`} wrong:`);
    fill(this.body, count > 0 && h("ul.errors", null, error.errors.map((one) => h("li", null,
      one.pointer && (homeless.includes(one) ? h("code", null, one.pointer) : h("button.plain.link", { type: "button", onclick: () => this.reveal(one.pointer) }, one.pointer)),
      one.pointer && ": ", sentence(one.message)))));
  }
}
