// The page: who the caller is, and which view the address asks for.

import * as api from "./api.js";
import { fill, h, toast } from "./dom.js";
import { current } from "./router.js";
import { compareView } from "./compare.js";
import { datasetView } from "./dataset.js";
import { datasetsView } from "./datasets.js";
import { jobView } from "./job.js";
import { jobsView } from "./jobs.js";
import { loginView } from "./login.js";
import { submitView } from "./submit.js";

const ROLES = ["viewer", "submitter", "admin", "operator"];
const main = document.getElementById("main");
let view = new AbortController();
let session = null;
let isFirst = true;
let isAsking = false;

const VIEWS = {
  jobs: (route) => (route.id ? jobView : jobsView),
  compare: () => compareView,
  submit: () => submitView,
  datasets: (route) => (route.id ? datasetView : datasetsView),
};

async function start() {
  isAsking = false;
  try {
    const caller = await api.get("/v1/whoami");
    session = { ...caller, may: (role) => ROLES.indexOf(caller.role) >= ROLES.indexOf(role) };
    paintCaller();
    await show();
  } catch (error) {
    if (error.status === 401) {
      return;
    }
    // Whose project is gone needs another login as much as one who may not enter it.
    if (error.status === 403 || (api.login.key && error.status >= 400 && error.status < 429)) {
      askForLogin(error.message);
    } else {
      view.abort();
      view = new AbortController();
      paintFailure(error, start);
    }
  }
}

function paintFailure(error, again) {
  fill(main, h("h1", { tabindex: "-1" }, error.status === 404 ? "Not found" : "This did not work"), h("p", null, error.message),
    h("button", { type: "button", onclick: again }, "Try again"));
}

/** Whom the server takes the caller for, where it asks at all. */
function paintCaller() {
  const place = document.getElementById("caller");
  if (!api.login.key) {
    fill(place);
    return;
  }
  fill(place,
    h("span", { title: `${session.name}: ${session.role} of the project ${session.project.name}` },
      h("b", null, session.project.name), h("span.role", null, session.role)),
    h("button.plain", { type: "button", onclick: () => askForLogin(null) }, "Change"));
}

function askForLogin(reason) {
  isAsking = true;
  if (!api.login.key) {
    fill(document.getElementById("caller"));
  }
  view.abort();
  view = new AbortController();
  isFirst = false;
  document.title = "Log in – Descent";
  loginView(main, { reason, signal: view.signal, done: start });
}

async function show() {
  const route = current();
  const choose = VIEWS[route.page];
  view.abort();
  view = new AbortController();
  const { signal } = view;
  document.querySelectorAll("[data-page]").forEach((element) =>
    element.toggleAttribute("data-here", element.dataset.page === route.page));
  document.querySelectorAll("nav [data-page]").forEach((element) =>
    (element.dataset.page === route.page ? element.setAttribute("aria-current", "page") : element.removeAttribute("aria-current")));
  if (!choose) {
    fill(main, h("h1", { tabindex: "-1" }, "There is no such page"), h("p", null, h("a", { href: "#/jobs" }, "See all jobs")));
    return;
  }
  fill(main, h("p.quiet", null, "Loading …"));
  try {
    await choose(route)(main, { ...route, session, signal, reload: show });
  } catch (error) {
    if (error.name === "AbortError" || signal.aborted) {
      return;
    }
    paintFailure(error, show);
  }
  if (signal.aborted) {
    return;
  }
  const title = main.querySelector("h1");
  document.title = `${title?.textContent ?? "Descent"} – Descent`;
  if (!isFirst && title) {
    title.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  isFirst = false;
}

// Its hash would be taken for the address of a view.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
api.events.addEventListener("login", (event) => isAsking || askForLogin(api.login.key ? event.detail : null));
addEventListener("hashchange", () => {
  if (isAsking && api.login.key) {
    start();
  } else if (session && !isAsking) {
    show();
  }
});
addEventListener("unhandledrejection", (event) => {
  if (event.reason?.name === "AbortError" || event.reason instanceof api.ApiError) {
    event.preventDefault();
    if (event.reason.name !== "AbortError" && event.reason.status !== 401) {
      toast(event.reason.message);
    }
  }
});
start();
