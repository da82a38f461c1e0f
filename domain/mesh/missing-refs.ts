/** Finds, in what dbt printed, the cross-project refs that it could not resolve (dbt Core 1.11, exceptions.TargetNotFoundError; v2 code 1048). */

export interface MissingRef {
  readonly project: string;
  readonly model: string;
  /** As written in the ref; null for the latest. */
  readonly version: string | null;
}

const core =
  /depends on a node named '([^']+)'(?: with version '([^']+)')? in package or project '([^']+)' which (?:was not found|is disabled)/g;
const v2 = /Ref '[^']+' not found in project\. Searched for '([^'.]+)\.([^']+)'/g;

export function findMissingRefs(text: string): readonly MissingRef[] {
  const flat = text.replace(/\s+/g, ' ');
  const found = new Map<string, MissingRef>();
  const add = (ref: MissingRef) => found.set(JSON.stringify(ref), ref);
  for (const [, model = '', version, project = ''] of flat.matchAll(core)) add({ project, model, version: version ?? null });
  for (const [, project = '', model = ''] of flat.matchAll(v2)) add({ project, model, version: null });
  return [...found.values()];
}
