// Calls of the API with the caller's key and project.

const KEY = "descent.key";
const PROJECT = "descent.project";

/** What the API answered instead of what was asked for. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
    this.code = problem.code;
    this.errors = problem.errors ?? [];
  }
}

export const login = {
  get key() {
    return sessionStorage.getItem(KEY);
  },
  get project() {
    return sessionStorage.getItem(PROJECT);
  },
  set(key, project) {
    store(KEY, key);
    store(PROJECT, project);
  },
};

function store(name, value) {
  if (value) {
    sessionStorage.setItem(name, value);
  } else {
    sessionStorage.removeItem(name);
  }
}

/** Headers of every call. */
export function identity() {
  const headers = {};
  if (login.key) {
    headers.Authorization = `Bearer ${login.key}`;
  }
  if (login.project) {
    headers["Descent-Project"] = login.project;
  }
  return headers;
}

/** Tells the page that it needs a login. */
export const events = new EventTarget();

/** Sends a request; answers the response if it is a success. */
export async function send(method, path, { body, headers, signal } = {}) {
  let response;
  try {
    response = await fetch(path, { method, body, signal, headers: { ...identity(), ...headers } });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new ApiError(0, { detail: "The server cannot be reached." });
  }
  if (response.ok) {
    return response;
  }
  const problem = await response.json().catch(() => ({}));
  if (response.status === 401) {
    events.dispatchEvent(new CustomEvent("login", { detail: problem.detail }));
  }
  throw new ApiError(response.status, problem);
}

async function call(method, path, options) {
  const response = await send(method, path, options);
  return response.status === 204 ? null : response.json();
}

export function get(path, signal) {
  return call("GET", path, { signal });
}

export function post(path, value, { headers, signal } = {}) {
  const isJson = value !== undefined && !(value instanceof FormData);
  return call("POST", path, {
    body: isJson ? JSON.stringify(value) : value,
    headers: isJson ? { "Content-Type": "application/json", ...headers } : headers,
    signal,
  });
}

export function put(path, value, signal) {
  return call("PUT", path, { body: JSON.stringify(value), headers: { "Content-Type": "application/json" }, signal });
}

export function remove(path) {
  return call("DELETE", path);
}

/** A key that no other request has. */
export function idempotencyKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Saves a file that the caller may see; a plain link could not send the key. */
export async function download(path, name) {
  const blob = await (await send("GET", path)).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The data of all pages of a list, up to so many. */
export async function all(path, signal, most = 1000) {
  const found = [];
  let cursor = null;
  do {
    const page = await get(`${path}${path.includes("?") ? "&" : "?"}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`, signal);
    found.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor && found.length < most);
  return found;
}
