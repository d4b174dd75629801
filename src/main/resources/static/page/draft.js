// A job spec in the making: only what was changed stands in it.

export class Draft {
  constructor(spec = {}) {
    this.spec = spec;
  }

  /** What stands at a path, or undefined. */
  get(path) {
    return path.reduce((place, key) => (place !== null && typeof place === "object" ? place[key] : undefined), this.spec);
  }

  set(path, value) {
    let place = this.spec;
    for (let i = 0; i < path.length - 1; i++) {
      const child = place[path[i]];
      if (typeof child === "string") {
        // A strategy by its bare name gets options.
        place[path[i]] = { type: child };
      } else if (child === null || typeof child !== "object") {
        place[path[i]] = typeof path[i + 1] === "number" ? [] : {};
      }
      place = place[path[i]];
    }
    place[path[path.length - 1]] = value;
  }

  /** Removes a value, and objects around it that hold nothing any more, up to one that stays though it is empty. */
  remove(path, stays = () => false) {
    const parent = this.get(path.slice(0, -1));
    if (parent === undefined || parent === null || typeof parent !== "object") {
      return;
    }
    const key = path[path.length - 1];
    if (Array.isArray(parent)) {
      parent.splice(key, 1);
      return;
    }
    delete parent[key];
    const holder = path.length > 1 ? this.get(path.slice(0, -2)) : null;
    if (Object.keys(parent).length === 0 && path.length > 1 && !Array.isArray(holder) && !stays(path.slice(0, -1))) {
      this.remove(path.slice(0, -1), stays);
    }
  }
}

/** A path as a JSON pointer. */
export function pointer(path) {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
