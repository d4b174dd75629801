// Fields of a form for nodes of a schema. Each writes what was changed into the draft.

import { fill, h, uniqueId } from "./dom.js";
import { words } from "./format.js";
import { pointer } from "./draft.js";

/** A form for one draft; changed() is called after every change. */
export class Fields {
  constructor(draft, changed, lists = {}) {
    this.draft = draft;
    this.changed = changed;
    this.lists = lists;
    this.places = new Map();
  }

  /** A field, with its label, description and error. */
  field(name, node, path, isRequired = false) {
    switch (node.kind) {
      case "union": return this.union(name, node, path, isRequired);
      case "object": return this.object(name, node, path);
      case "array": return ["union", "object"].includes(node.items.kind) ? this.list(name, node, path) : this.simple(name, node, path, isRequired, this.texts(node, path));
      default: return this.simple(name, node, path, isRequired, this.input(node, path));
    }
  }

  /** A label, an input, and what belongs to them. */
  simple(name, node, path, isRequired, input) {
    const id = uniqueId("field");
    const error = h("p.error", { id: `${id}-error` });
    input.id = id;
    input.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
    if (isRequired) {
      input.setAttribute("aria-required", "true");
    }
    const label = h("label", { for: id }, words(name), isRequired && h("span.required", { title: "required" }, " required"));
    const hint = h("p.hint", { id: `${id}-hint` }, node.description ?? "", range(node), input.readOnly && " This cannot be written in one line: edit it as JSON.");
    const isBox = input.type === "checkbox";
    const element = h("div.field", { class: isBox ? "box" : null }, isBox ? [h("div.inline", null, input, label)] : [label, input], hint, error);
    this.places.set(pointer(path), { element, input, error, path });
    return element;
  }

  input(node, path) {
    const value = this.draft.get(path);
    if (node.kind === "boolean" && !node.nullable) {
      const box = h("input", { type: "checkbox", checked: value ?? node.default ?? false });
      box.addEventListener("change", () => this.put(path, box.checked === (node.default ?? false) ? undefined : box.checked));
      return box;
    }
    if (node.kind === "enum" || node.kind === "boolean") {
      const values = node.kind === "enum" ? node.values : [true, false];
      return this.select(path, node, values.map((one) => [String(one), String(one), one]));
    }
    const input = h("input", { type: "text", autocomplete: "off", spellcheck: "false", value: shown(node, value), placeholder: shown(node, node.default) });
    // What would be read otherwise than it stands there is not to be touched here.
    input.readOnly = node.kind === "map" && value !== undefined && value !== null && JSON.stringify(read(node, input.value) ?? {}) !== JSON.stringify(value);
    if (node.kind === "integer" || node.kind === "number") {
      input.inputMode = node.minimum < 0 ? "text" : "decimal";
    }
    const list = this.lists[path[path.length - 1]];
    if (list && path.length === 1) {
      input.setAttribute("list", list);
    }
    input.addEventListener("input", () => this.put(path, read(node, input.value)));
    return input;
  }

  select(path, node, choices) {
    const value = this.draft.get(path);
    const input = h("select", null,
      h("option", { value: "" }, node.default === undefined || node.default === null ? "Default" : `Default: ${text(node.default)}`),
      choices.map(([key, title]) => h("option", { value: key, selected: value !== undefined && String(value) === key }, title)));
    input.addEventListener("change", () => this.put(path, input.value === "" ? undefined : choices.find(([key]) => key === input.value)[2]));
    return input;
  }

  /** Several numbers or texts in one line. */
  texts(node, path) {
    const join = (values) => (Array.isArray(values) ? values.join(", ") : text(values));
    const input = h("input", { type: "text", autocomplete: "off", spellcheck: "false", value: join(this.draft.get(path)), placeholder: join(node.default) });
    input.addEventListener("input", () => this.put(path, input.value.trim() === "" ? undefined
      : input.value.split(",").map((one) => one.trim()).filter((one) => one !== "").map((one) => read(node.items, one))));
    return input;
  }

  /** A strategy and its options. */
  union(name, node, path, isRequired, onRemove) {
    const options = h("div.options");
    const about = h("p.hint");
    const input = h("select", null, !onRemove && h("option", { value: "" }, isRequired ? "Choose …" : "Default"),
      node.options.map((one) => h("option", { value: one.type, selected: one.type === typeOf(this.draft.get(path)) }, one.title === one.type ? one.type : `${one.title} (${one.type})`)));
    const label = this.simple(name, { description: node.description }, path, isRequired, input);
    const element = h("fieldset.strategy", { "data-kind": "union" }, h("legend.hidden", null, words(name)), label, about, options);
    const paint = () => {
      const chosen = node.options.find((one) => one.type === input.value);
      this.forget(path);
      fill(about, chosen && [chosen.description, chosen.paper && ` ${chosen.paper}.`, chosen.experimental && h("span.experimental", null, ` Experimental: ${chosen.experimental}`)]);
      fill(options, chosen && this.grid(chosen.fields(), path));
    };
    input.addEventListener("change", () => {
      this.put(path, input.value === "" ? undefined : { type: input.value });
      paint();
    });
    paint();
    return element;
  }

  /** Fields side by side. */
  grid(fields, path) {
    return fields.length === 0 ? null : h("div.fields", null, fields.map(({ name, node, required }) => this.field(name, node, [...path, name], required)));
  }

  /** An object; where it may be null, it is there once it is asked for. */
  object(name, node, path) {
    const body = h("div");
    const element = h("fieldset.group", null, h("legend", null, words(name)), node.description && h("p.hint", null, node.description), body);
    const error = h("p.error");
    const place = { element, input: element, error, path };
    this.places.set(pointer(path), place);
    const isOptional = node.nullable && (node.default === null || node.default === undefined);
    const paint = (isOpen) => {
      this.forget(path);
      place.stays = isOptional && isOpen;
      fill(body, isOpen && this.grid(node.properties, path), isOptional && h("button.small", { type: "button", onclick: () => {
        this.put(path, isOpen ? undefined : {});
        paint(!isOpen);
        body.querySelector("input, select, button").focus();
      } }, isOpen ? "Remove" : `Add ${words(name).toLowerCase()}`), error);
    };
    paint(!isOptional || (this.draft.get(path) ?? null) !== null);
    return element;
  }

  /** Strategies or objects in order. */
  list(name, node, path) {
    const body = h("ol.list");
    const error = h("p.error");
    const add = h("button.small", { type: "button" }, `Add to ${words(name).toLowerCase()}`);
    const fromDefault = h("p.hint");
    const element = h("fieldset.group", null, h("legend", null, words(name)), node.description && h("p.hint", null, node.description), fromDefault, body, add, error);
    this.places.set(pointer(path), { element, input: add, error, path });
    const items = () => (Array.isArray(this.draft.get(path)) ? this.draft.get(path) : []);
    const put = (values) => {
      this.put(path, values.length === 0 && (node.default ?? []).length === 0 ? undefined : values);
      paint();
    };
    /** Whoever moves an item goes with it. */
    const move = (values, from, to) => {
      put(moved(values, from, to));
      const [up, down] = body.children[to].lastElementChild.children;
      (to < from && !up.disabled || down.disabled ? up : down).focus();
    };
    const remove = (values, i) => {
      put(values.filter((_, at) => at !== i));
      (body.children[Math.min(i, values.length - 2)]?.lastElementChild.lastElementChild ?? add).focus();
    };
    const paint = () => {
      this.forget(path);
      const values = items();
      const hasDefault = this.draft.get(path) === undefined && (node.default ?? []).length > 0;
      fill(fromDefault, hasDefault && [`Default: ${node.default.map((one) => one.type ?? JSON.stringify(one)).join(", ")}. `,
        h("button.small", { type: "button", onclick: () => put(structuredClone(node.default)) }, "Change")]);
      fill(body, values.map((value, i) => h("li", null, this.item(node.items, [...path, i]),
        h("div.item-buttons", null,
          h("button.small", { type: "button", disabled: i === 0, "aria-label": `Move ${i + 1} up`, onclick: () => move(values, i, i - 1) }, "↑"),
          h("button.small", { type: "button", disabled: i === values.length - 1, "aria-label": `Move ${i + 1} down`, onclick: () => move(values, i, i + 1) }, "↓"),
          h("button.small", { type: "button", "aria-label": `Remove ${i + 1}`, onclick: () => remove(values, i) }, "Remove")))));
    };
    add.addEventListener("click", () => {
      put([...items(), node.items.kind === "union" ? { type: node.items.options[0].type } : {}]);
      body.lastElementChild?.querySelector("select, input")?.focus();
    });
    paint();
    return element;
  }

  item(node, path) {
    return node.kind === "union" ? this.union("type", { ...node, description: null }, path, true, true) : this.grid(node.properties, path);
  }

  put(path, value) {
    if (value === undefined) {
      this.draft.remove(path, (around) => this.places.get(pointer(around))?.stays);
    } else {
      this.draft.set(path, value);
    }
    this.changed();
  }

  /** Fields below a path are to be made anew. */
  forget(path) {
    const prefix = `${pointer(path)}/`;
    [...this.places.keys()].filter((key) => key.startsWith(prefix)).forEach((key) => this.places.delete(key));
  }

  /** The field that a pointer means, or the nearest one around it. */
  find(text) {
    for (let key = text; key.length > 0; key = key.slice(0, key.lastIndexOf("/"))) {
      if (this.places.has(key)) {
        return this.places.get(key);
      }
    }
    return null;
  }

  /** Shows errors at their fields; answers those for which there is none. */
  showErrors(errors) {
    for (const { error, input } of this.places.values()) {
      error.textContent = "";
      input.removeAttribute("aria-invalid");
    }
    return errors.filter((one) => {
      const place = this.find(one.pointer ?? "");
      if (place) {
        place.error.textContent = `${place.error.textContent} ${sentence(one.message)}`.trim();
        place.input.setAttribute("aria-invalid", "true");
      }
      return !place;
    });
  }

  /** Shows what the effective spec has where nothing was chosen. */
  showDefaults(effective) {
    for (const { input, path } of this.places.values()) {
      const value = path.reduce((place, key) => place?.[key], effective);
      const isChosen = this.draft.get(path) !== undefined;
      if (isChosen || value === undefined || value === null) {
        continue;
      }
      if (input.tagName === "SELECT") {
        input.options[0].textContent = `Default: ${text(typeOf(value))}`;
      } else if (input.tagName === "INPUT" && input.type === "text" && typeof value !== "object") {
        input.placeholder = text(value);
      }
    }
  }
}

function typeOf(value) {
  return value !== null && typeof value === "object" ? value.type : value;
}

function moved(values, from, to) {
  const copy = [...values];
  copy.splice(to, 0, ...copy.splice(from, 1));
  return copy;
}

export function sentence(message) {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? "" : "."}`;
}

function text(value) {
  if (value === undefined || value === null) {
    return "";
  }
  return typeof value === "object" ? (value.type ?? JSON.stringify(value)) : String(value);
}

/** A value as it is typed. */
function shown(node, value) {
  return node.kind === "map" && value !== null && typeof value === "object"
    ? Object.entries(value).map(([key, one]) => `${key}:${text(one)}`).join(", ") : text(value);
}

/** What was typed, as the schema wants it; what does not fit stays a text, and the server says what is wrong with it. */
function read(node, typed) {
  const trimmed = typed.trim();
  if (trimmed === "") {
    return undefined;
  }
  if (node.kind === "integer" || node.kind === "number") {
    const value = Number(trimmed);
    return Number.isFinite(value) && (node.kind === "number" || !Number.isInteger(value) || Number.isSafeInteger(value)) ? value : trimmed;
  }
  if (node.kind === "map") {
    return Object.fromEntries(trimmed.split(",").filter((pair) => pair.trim() !== "").map((pair) => {
      const [key] = pair.split(":");
      return [key.trim(), pair.slice(key.length + 1).trim()];
    }));
  }
  return typed;
}

function range({ kind, minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  if (kind !== "integer" && kind !== "number") {
    return null;
  }
  const parts = [minimum !== undefined && `at least ${minimum}`, exclusiveMinimum !== undefined && `more than ${exclusiveMinimum}`,
    maximum !== undefined && maximum < 1e6 && `at most ${maximum}`, exclusiveMaximum !== undefined && `less than ${exclusiveMaximum}`].filter(Boolean);
  return parts.length > 0 ? h("span.range", null, ` ${sentence(parts.join(", "))}`) : null;
}
