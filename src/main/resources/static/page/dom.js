// Elements. Texts of jobs and data sets are untrusted: nothing here, and nothing in this page, makes HTML of a text.

import { time } from "./format.js";

/** Makes an element: h("a.button", { href: "#/jobs", onclick }, "Jobs", child, ...). */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) {
    element.className = classes.join(" ");
  }
  for (const [key, value] of Object.entries(props ?? {})) {
    setProperty(element, key, value);
  }
  append(element, children);
  return element;
}

function setProperty(element, key, value) {
  if (value === null || value === undefined || value === false) {
    return;
  }
  if (key.startsWith("on")) {
    element.addEventListener(key.slice(2), value);
  } else if (key === "value" || key === "checked" || key === "disabled" || key === "selected") {
    element[key] = value;
  } else {
    element.setAttribute(key, value === true ? "" : String(value));
  }
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
  return element;
}

/** Puts these in the place of all that an element holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

let ids = 0;

/** An id that no other element has. */
export function uniqueId(prefix) {
  ids += 1;
  return `${prefix}-${ids}`;
}

/** Says something to people who listen to the page. */
export function announce(text) {
  document.getElementById("status").textContent = text;
}

/** Shows a sentence for a while. */
export function toast(text, kind = "error") {
  const item = h(`div.toast.${kind}`, null, h("span", null, text));
  item.append(h("button.plain", { type: "button", "aria-label": "Close", onclick: () => item.remove() }, "×"));
  document.getElementById("toasts").append(item);
  setTimeout(() => item.remove(), 8000);
}

export function heading(text, ...rest) {
  return h("div.heading", null, h("h1", { tabindex: "-1" }, text), rest);
}

/** A place that has nothing to show yet, and the next step. */
export function empty(title, text, ...actions) {
  return h("div.empty", null, h("h2", null, title), h("p", null, text), h("div.actions", null, actions));
}

/** Pairs of term and value; those without a value are left out. */
export function facts(pairs) {
  return h("dl.facts", null, pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([term, value]) => h("div", null, h("dt", null, term), h("dd", null, value))));
}

/** Puts a table's rows in the place of those of the table that an element holds: how far it is scrolled stays. */
export function refill(element, made) {
  const body = element.querySelector("tbody");
  if (body) {
    body.replaceWith(made.querySelector("tbody"));
  } else {
    fill(element, made);
  }
}

/** A table that scrolls in its own box where the screen is narrow. */
export function table(caption, columns, rows) {
  return h("div.scroll", { role: "region", tabindex: "0", "aria-label": caption },
    h("table", null,
      h("caption.hidden", null, caption),
      h("thead", null, h("tr", null, columns.map((column) => h("th", { scope: "col", class: column.number ? "number" : null },
        column.label ?? column)))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, i) =>
        h("td", { class: columns[i].number ? "number" : null }, cell)))))));
}

export function when(iso) {
  return iso ? h("time", { datetime: iso }, time(iso)) : "–";
}

export function details(summary, content, isOpen = false) {
  return h("details", { open: isOpen }, h("summary", null, summary), content);
}

/** JSON to read and to copy. */
export function json(value) {
  const text = JSON.stringify(value, null, 2);
  const copy = h("button.small", { type: "button" }, "Copy");
  const shown = h("pre", { tabindex: "0" }, text);
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
    } catch {
      // Browsers lend the clipboard to https and to this machine alone.
      getSelection().selectAllChildren(shown);
      copy.textContent = "Selected: copy it by key";
    }
  });
  return h("div.json", null, copy, shown);
}
