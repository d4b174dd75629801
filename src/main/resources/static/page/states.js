// States of jobs and what can be done in them.

import * as api from "./api.js";
import { h, toast } from "./dom.js";
import { words } from "./format.js";

const FINAL = ["succeeded", "failed", "cancelled"];

export function isFinal(job) {
  return FINAL.includes(job.state);
}

export function pill(state) {
  return h(`span.state.${state}`, null, words(state));
}

/** A bar with the part of all steps that is done. */
export function progress(job) {
  return h("progress", { max: "1", value: job.progress.fraction, "aria-label": "Progress" });
}

const ACTIONS = {
  pause: { label: "Pause", states: ["queued", "running"] },
  resume: { label: "Resume", states: ["paused"] },
  cancel: { label: "Cancel", states: ["queued", "running", "pausing", "paused"] },
};

/** Buttons for what the job's state and the caller's role allow; changed() is awaited after each. */
export function controls(job, session, changed) {
  if (!session.may("submitter")) {
    return [];
  }
  return Object.entries(ACTIONS).filter(([, action]) => action.states.includes(job.state)).map(([name, action]) =>
    h("button", { type: "button", "data-action": name, class: name === "cancel" ? "danger" : null, onclick: (event) => act(event, name) }, action.label));

  async function act(event, name) {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      await api.post(`/v1/jobs/${job.id}/${name}`);
      await changed();
    } catch (error) {
      toast(error.message);
    } finally {
      button.disabled = false;
    }
  }
}
