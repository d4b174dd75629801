// Asks for an API key, and for a project where the key has several.

import * as api from "./api.js";
import { fill, h, heading } from "./dom.js";

export function loginView(main, { reason, done }) {
  const key = h("input", { type: "password", id: "login-key", required: true, autocomplete: "current-password", spellcheck: "false", value: api.login.key ?? "" });
  const project = h("input", { id: "login-project", autocomplete: "off", spellcheck: "false", list: "login-projects", value: api.login.project ?? "", placeholder: "that of the key" });
  const projects = h("datalist", { id: "login-projects" });
  const failure = h("p.error", { role: "alert", id: "login-error" }, reason ?? "");
  const form = h("form.card.login", null,
    h("p.quiet", null, "This server lets callers in by API keys. The key stays in this tab and is forgotten when the tab is closed."),
    h("div.field", null, h("label", { for: "login-key" }, "API key"), key),
    h("div.field", null, h("label", { for: "login-project" }, "Project"), project, projects,
      h("p.hint", null, "For operators, and for tokens with roles in several projects.")),
    failure,
    h("div.actions", null, h("button.primary", { type: "submit" }, "Log in"),
      api.login.key && h("button", { type: "button", onclick: forget }, "Log out")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const before = [api.login.key, api.login.project];
    api.login.set(key.value.trim(), project.value.trim());
    try {
      await api.get("/v1/whoami");
      done();
    } catch (error) {
      api.login.set(...before);
      failure.textContent = error.message;
    }
  });
  fill(main, heading("Log in"), form);
  key.focus();
  if (reason === null) {
    suggest(projects);
  }

  function forget() {
    api.login.set(null, null);
    done();
  }
}

/** Operators may see which projects there are. */
async function suggest(list) {
  if (!api.login.key) {
    return;
  }
  const found = await api.get("/v1/projects?limit=200").catch(() => ({ data: [] }));
  list.replaceChildren(...found.data.map((project) => h("option", { value: project.name })));
}
