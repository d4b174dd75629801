// Addresses: "#/jobs/job_1?tab=spec" is the page "jobs" with the id "job_1" and the query tab=spec.

export function current() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [page, ...id] = path.split("/");
  return { page: page || "jobs", id: id.length > 0 && id[0] !== "" ? decodeURIComponent(id.join("/")) : null, query: new URLSearchParams(query ?? "") };
}

export function link(page, id, query) {
  const text = new URLSearchParams(query ?? {}).toString();
  return `#/${page}${id ? `/${encodeURIComponent(id)}` : ""}${text ? `?${text}` : ""}`;
}

export function go(page, id, query) {
  location.hash = link(page, id, query);
}

/** Changes the query of this address without a step in the history, and without showing the page anew. */
export function note(query) {
  const route = current();
  const merged = { ...Object.fromEntries(route.query), ...query };
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null && value !== ""));
  history.replaceState(null, "", link(route.page, route.id, kept));
}
