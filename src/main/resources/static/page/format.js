// Numbers, times and sizes for people.

/** Of times. Numbers are written in one way everywhere: a point that groups must not stand beside one that divides. */
const LOCALE = navigator.language;
const WHOLE = new Intl.NumberFormat("en");

export function whole(value) {
  return value === null || value === undefined ? "–" : WHOLE.format(value);
}

/** About four digits. */
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return "–";
  }
  if (value === 0) {
    return "0";
  }
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) {
    return value.toExponential(2).replace(/\.?0*e\+?/, "e");
  }
  return Number.isInteger(value) ? WHOLE.format(value) : String(Number(value.toPrecision(4)));
}

export function bytes(value) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${Number(size.toPrecision(3))} ${units[unit]}`;
}

/** Never more than there is; 0.29 is 29 %, although a hundred times it is less. */
export function percent(fraction) {
  return `${Math.floor(fraction * 100 + 1e-9)} %`;
}

export function seconds(value) {
  if (value === null || value === undefined) {
    return "–";
  }
  if (value < 1) {
    return `${Math.round(value * 1000)} ms`;
  }
  if (value < 59.95) {
    return `${Number(value.toPrecision(3))} s`;
  }
  const round = Math.round(value);
  const minutes = Math.floor(round / 60);
  return minutes < 60 ? `${minutes} min ${round % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function time(iso) {
  return iso ? new Date(iso).toLocaleString(LOCALE, { dateStyle: "medium", timeStyle: "medium" }) : "–";
}

/** How long ago. */
export function ago(iso) {
  const past = (Date.now() - Date.parse(iso)) / 1000;
  if (past < 60) {
    return "just now";
  }
  if (past < 3600) {
    return `${Math.floor(past / 60)} min ago`;
  }
  return past < 86400 ? `${Math.floor(past / 3600)} h ago` : new Date(iso).toLocaleDateString(LOCALE, { dateStyle: "medium" });
}

/** "learning_rate" is "Learning rate". */
export function words(name) {
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A strategy in short: "lion", or "mlp 256, 128". */
export function strategy(spec) {
  if (spec === null || spec === undefined) {
    return "–";
  }
  if (typeof spec === "string") {
    return spec;
  }
  return Array.isArray(spec.hidden) ? `${spec.type} ${spec.hidden.join("-")}` : spec.type;
}

export function jobTitle(job) {
  return job.name ?? `${strategy(job.effective_spec.model)} on ${job.effective_spec.dataset}`;
}
