// What a field of a spec may hold, read from JSON schemas: those of the catalogue for strategies, that of a job for the rest.

/**
 * Knows the schema of a job spec and the catalogue.
 *
 * A node is { kind, ... } where kind is union (with options), object (with properties), map, array (with items), enum,
 * boolean, integer, number or string; it may be nullable and have a description and a default.
 */
export class Schemas {
  constructor(openApi, catalogue) {
    this.openApi = openApi;
    this.families = catalogue.data.map((family) => ({ ...family, types: new Map(family.entries.map((entry) => [entry.type, entry])) }));
  }

  /** The fields of a job spec: name to node. */
  job() {
    return this.node(this.openApi.components.schemas.JobSpec, this.openApi);
  }

  node(schema, root, outer = {}) {
    const told = { description: outer.description ?? schema.description, default: outer.default ?? schema.default, nullable: outer.nullable ?? false };
    if (schema.$ref) {
      return this.node(at(root, schema.$ref), root, told);
    }
    if (schema.oneOf) {
      return this.choice(schema, root, told);
    }
    const types = Array.isArray(schema.type) ? schema.type : [schema.type];
    const type = types.find((one) => one !== "null");
    told.nullable ||= types.includes("null");
    if (schema.enum) {
      return { ...told, kind: "enum", values: schema.enum.filter((value) => value !== null) };
    }
    if (type === "array") {
      return { ...told, kind: "array", items: this.node(schema.items, root) };
    }
    if (type === "object") {
      return schema.properties ? { ...told, kind: "object", properties: this.properties(schema, root) } : { ...told, kind: "map" };
    }
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, format } = schema;
    return { ...told, kind: type ?? "string", minimum, maximum, exclusiveMinimum, exclusiveMaximum, format };
  }

  choice(schema, root, told) {
    const cases = schema.oneOf.map((one) => (one.$ref ? at(root, one.$ref) : one));
    told.nullable ||= cases.some((one) => one.type === "null");
    const others = cases.filter((one) => one.type !== "null");
    const strategies = others.filter((one) => one.properties?.type?.enum);
    if (strategies.length > 0) {
      return { ...told, kind: "union", options: this.options(strategies, root) };
    }
    return this.node(others[0], root, { ...told, description: told.description ?? others[0].description });
  }

  /** Strategies, described by the catalogue where it has them. */
  options(strategies, root) {
    const names = strategies.map((one) => one.properties.type.enum[0]);
    const family = this.families.find(({ types }) => names.every((name) => types.has(name)));
    return strategies.map((one, i) => {
      const entry = family?.types.get(names[i]);
      const schema = entry?.schema ?? one;
      return {
        type: names[i],
        title: entry?.title ?? names[i],
        description: entry?.description ?? one.description,
        paper: entry?.paper ?? null,
        experimental: entry?.experimental ?? null,
        fields: () => this.properties(schema, entry ? schema : root),
      };
    });
  }

  properties(schema, root) {
    return Object.entries(schema.properties).filter(([name, one]) => !(name === "type" && one.enum?.length === 1)).map(([name, one]) => ({
      name, node: this.node(one, root), required: (schema.required ?? []).includes(name),
    }));
  }
}

function at(root, reference) {
  return reference.slice(2).split("/").reduce((place, key) => place[key], root);
}
