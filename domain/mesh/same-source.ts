/** Remembers what the last publication of an environment was made of: a manifest in which nothing of that differs needs no other, and to see it takes a millisecond. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { ModelFacts, PublicationSource } from './make-publication.ts';

interface Made {
  readonly source: PublicationSource;
  readonly digest: string;
}

const environmentsMax = 50;

const lastIn = new WeakMap<Host['database'], Map<Id<'environment'>, Made>>();

/** The digest of the publication that this source would make, if it is the one made last in this process; null: it must be made. */
export function findDigest(host: Host, environmentId: Id<'environment'>, source: PublicationSource): string | null {
  const last = lastIn.get(host.database)?.get(environmentId);
  return last && isSame(last.source, source) ? last.digest : null;
}

export function rememberDigest(host: Host, environmentId: Id<'environment'>, source: PublicationSource, digest: string): void {
  const made = lastIn.get(host.database) ?? new Map<Id<'environment'>, Made>();
  lastIn.set(host.database, made);
  made.delete(environmentId);
  made.set(environmentId, { source, digest });
  for (const oldest of made.keys()) if (made.size > environmentsMax) made.delete(oldest);
}

/** In all that `digestPublication` sees. */
function isSame(one: PublicationSource, other: PublicationSource): boolean {
  return (
    one.dbtProjectName === other.dbtProjectName &&
    one.adapterType === other.adapterType &&
    JSON.stringify(one.quoting) === JSON.stringify(other.quoting) &&
    isSameList(one.dependencies, other.dependencies) &&
    one.models.length === other.models.length &&
    one.models.every((model, index) => isSameModel(model, other.models[index]))
  );
}

const compared = [
  ...(['uniqueId', 'name', 'packageName', 'database', 'schema', 'identifier', 'relationName', 'access', 'version'] as const),
  ...(['latestVersion', 'deprecationDate', 'materialized', 'isExternal'] as const),
];

function isSameModel(one: ModelFacts, other: ModelFacts | undefined): boolean {
  if (one === other) return true;
  return other !== undefined && compared.every((fact) => one[fact] === other[fact]) && isSameList(one.dependsOn, other.dependsOn);
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one === other || (one.length === other.length && one.every((item, index) => item === other[index]));
}
