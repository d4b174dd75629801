// All data sets, and a form for another.

import * as api from "./api.js";
import { details, empty, fill, h, heading, table, toast } from "./dom.js";
import { ago, bytes, number, whole } from "./format.js";
import { go, link } from "./router.js";

/** Sets that are there without an upload; they are listed once somebody has used them. */
export const BUILT_IN = ["digits", "iris", "wine", "breast_cancer", "diabetes", "two_moons", "xor_clusters", "gaussian_mixture", "linear_regression", "glyphs"];

export async function datasetsView(main, { session, signal }) {
  const sets = await api.all("/v1/datasets", signal);
  const names = new Set(sets.map((set) => set.name));
  const others = BUILT_IN.filter((name) => !names.has(name));
  fill(main, heading("Data sets"),
    session.may("submitter") && details("Upload a data set", uploadForm(signal), false),
    sets.length === 0 ? empty("No data sets", "Upload a file, or name a built-in set such as digits in a job.")
      : table("Data sets", [{ label: "Name" }, { label: "Task" }, { label: "Rows", number: true }, { label: "Features", number: true }, { label: "Target" }, { label: "Size", number: true }, { label: "Budget" }, { label: "Since" }],
        sets.map((set) => [
          h("a", { href: link("datasets", set.id) }, set.name), set.task, whole(set.rows), whole(set.features.length), set.target ?? "–", bytes(set.size_bytes),
          set.privacy_budget ? `ε ${number(set.privacy_budget.epsilon)}` : "–", ago(set.created_at)])),
    others.length > 0 && h("p.below", null, "Built in, too: ", others.map((name, i) => [i > 0 && ", ", h("a", { href: link("datasets", name) }, name)]), "."));
}

function uploadForm(signal) {
  const file = h("input", { type: "file", id: "upload-file", required: true });
  const name = h("input", { id: "upload-name", placeholder: "the file's name", autocomplete: "off" });
  const schema = h("textarea", { id: "upload-schema", rows: "3", spellcheck: "false", placeholder: "{\"target\": \"price\"}" });
  const failure = h("div", { role: "alert" });
  const button = h("button.primary", { type: "submit" }, "Upload");
  const form = h("form.card", null,
    h("div.fields", null,
      h("div.field", null, h("label", { for: "upload-file" }, "File"), file, h("p.hint", null, "CSV, TSV, JSON lines, Parquet, NPZ, or a zip of images in one folder per class.")),
      h("div.field", null, h("label", { for: "upload-name" }, "Name"), name),
      h("div.field", null, h("label", { for: "upload-schema" }, "Schema as JSON"), schema, h("p.hint", null, "Target, task and types of columns; what is missing is inferred."))),
    failure, h("div.actions", null, button));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData();
    // Fields come before the file, so that a wrong one is told of before the file is sent.
    body.append("name", name.value.trim() || file.files[0].name.replace(/\.[^.]*$/, ""));
    if (schema.value.trim()) {
      body.append("schema", schema.value);
    }
    body.append("file", file.files[0]);
    button.disabled = true;
    button.textContent = "Uploading …";
    try {
      const set = await api.post("/v1/datasets", body);
      if (signal.aborted) {
        toast(["Uploaded: ", h("a", { href: link("datasets", set.id) }, set.name)], "good");
      } else {
        go("datasets", set.id);
      }
    } catch (error) {
      if (signal.aborted) {
        toast(error.message);
      }
      fill(failure, h("p.error", null, error.message), h("ul", null, error.errors.map((one) => h("li", null, one.pointer && h("code", null, one.pointer), " ", one.message))));
    } finally {
      button.disabled = false;
      button.textContent = "Upload";
    }
  });
  return form;
}
