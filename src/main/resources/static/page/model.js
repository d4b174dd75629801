// The model of a job: its files and where it comes from.

import * as api from "./api.js";
import { details, empty, facts, h, json, table, toast } from "./dom.js";
import { bytes, number, time, whole, words } from "./format.js";
import { link } from "./router.js";

export async function modelPart(job, signal) {
  if (!job.model) {
    return empty("No model", "A job has a model once it has succeeded.");
  }
  const model = await api.get(`/v1/models/${job.model}`, signal);
  const { dataset, versions, seed, weights_digest: digest } = model.provenance;
  return [
    facts([
      ["Model", h("code", null, model.id)],
      ["Parameters", whole(model.parameters)],
      ["Made", time(model.created_at)],
    ]),
    h("h2", null, "Files"),
    table("Files", [{ label: "File" }, { label: "Size", number: true }, { label: "Digest" }],
      model.files.map((file) => [
        h("button.plain.link", { type: "button", onclick: () => api.download(`/v1/models/${model.id}/files/${encodeURIComponent(file.name)}`, file.name).catch((error) => toast(error.message)) }, file.name),
        bytes(file.size_bytes), h("code", null, file.digest)])),
    h("h2", null, "Where it comes from"),
    facts([
      ["Data set", h("a", { href: link("datasets", dataset.id) }, dataset.name)],
      ["Its fingerprint", h("code", null, dataset.fingerprint)],
      ["Seed", String(seed)],
      ["Weights", h("code", null, digest)],
      ...Object.entries(versions).map(([name, version]) => [words(name), version]),
      ...Object.entries(model.metrics).map(([name, value]) => [words(name), number(value)]),
    ]),
    details("Architecture", json(model.architecture)),
    details("Provenance as JSON", json(model.provenance)),
  ];
}
