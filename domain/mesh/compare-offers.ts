/** What has changed for consumers between two states of a project: models offered anew, offered no more, or offered differently. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listEntries } from '../ingest/list-entries.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import { listEnvironments } from '../projects/environments.ts';
import { parseBody, readColumns } from './read-node-body.ts';
import { selectReferencesTo } from './store.ts';

export type OfferFieldName = 'relation' | 'version' | 'latest version' | 'deprecation date' | 'contract' | 'column';

/** One thing about a model that a consumer may notice; null: there was, or is, none. */
export interface OfferField {
  readonly field: OfferFieldName;
  /** Of a column: its name. */
  readonly name: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

export interface OfferChange {
  readonly uniqueId: string;
  readonly name: string;
  readonly kind: 'added' | 'changed' | 'removed';
  /** Why it is offered no more: its access now; null: it is gone from the project. */
  readonly accessNow: string | null;
  readonly fields: readonly OfferField[];
  /** Projects that refer to it. */
  readonly consumers: readonly Id<'project'>[];
}

type Entry = Awaited<ReturnType<typeof listEntries>>[number];

/** By name, removed ones first since they break others. `before` null: the first time. */
export async function compareOffers(
  host: Host,
  accountId: Id<'account'>,
  states: { readonly before: Id<'stateVersion'> | null; readonly after: Id<'stateVersion'> },
): Promise<OfferChange[]> {
  const [before, after] = await Promise.all([
    states.before === null ? [] : listModels(host, states.before),
    listModels(host, states.after),
  ]);
  const [offeredBefore, offeredAfter] = [before, after].map((entries) => new Map(entries.filter(isOffered).map((it) => [it.uniqueId, it])));
  const both = [...(offeredAfter?.values() ?? [])].flatMap((now) => {
    const was = offeredBefore?.get(now.uniqueId);
    return was === undefined || was.id === now.id ? [] : [{ was, now }];
  });
  const bodies = await readEntryBodies(
    host,
    both.flatMap(({ was, now }) => [was.id, now.id]),
  );
  const present = new Map(after.map((it) => [it.uniqueId, it]));
  const changes: Omit<OfferChange, 'consumers'>[] = [];
  for (const it of offeredBefore?.values() ?? [])
    if (!offeredAfter?.has(it.uniqueId))
      changes.push({ ...nameOf(it), kind: 'removed', accessNow: present.get(it.uniqueId)?.access ?? null, fields: [] });
  for (const { was, now } of both) {
    const fields = differences(was, now, [bodies.get(was.id), bodies.get(now.id)]);
    if (fields.length > 0) changes.push({ ...nameOf(now), kind: 'changed', accessNow: now.access, fields });
  }
  for (const it of offeredAfter?.values() ?? [])
    if (!offeredBefore?.has(it.uniqueId)) changes.push({ ...nameOf(it), kind: 'added', accessNow: it.access, fields: [] });
  return withConsumers(host, accountId, changes);
}

function listModels(host: Host, version: Id<'stateVersion'>): Promise<Entry[]> {
  return listEntries(host, version, { sections: ['nodes'], resourceTypes: ['model'] });
}

/** As `makePublication` has it. */
function isOffered({ isExternal, access, materialized }: Entry): boolean {
  return !isExternal && access === 'public' && materialized !== 'ephemeral';
}

function nameOf({ uniqueId, name, version }: Entry): { readonly uniqueId: string; readonly name: string } {
  return { uniqueId, name: version === null ? (name ?? uniqueId) : `${name}.v${version}` };
}

function differences(was: Entry, now: Entry, [wasBody, nowBody]: readonly (Buffer | undefined)[]): OfferField[] {
  const fields: OfferField[] = [];
  const compare = (field: OfferFieldName, name: string | null, before: string | null, after: string | null) => {
    if (before !== after) fields.push({ field, name, before, after });
  };
  compare('relation', null, was.relationName, now.relationName);
  compare('version', null, asText(was.version), asText(now.version));
  compare('latest version', null, asText(was.latestVersion), asText(now.latestVersion));
  compare('deprecation date', null, was.deprecationDate, now.deprecationDate);
  compare('contract', null, contractWord(was), contractWord(now));
  const [columnsBefore, columnsAfter] = [columnsOf(was, wasBody), columnsOf(now, nowBody)];
  for (const [name, type] of columnsBefore) compare('column', name, type, columnsAfter.get(name) ?? null);
  for (const [name, type] of columnsAfter) if (!columnsBefore.has(name)) compare('column', name, null, type);
  return fields;
}

function columnsOf({ uniqueId }: Entry, body: Buffer | undefined): ReadonlyMap<string, string> {
  return new Map(readColumns(uniqueId, parseBody(body), null).declared.map(({ name, dataType }) => [name, dataType ?? 'no type']));
}

function contractWord({ isContractEnforced }: Entry): string {
  return isContractEnforced ? 'enforced' : 'not enforced';
}

function asText(value: string | number | null): string | null {
  return value === null ? null : String(value);
}

async function withConsumers(
  host: Host,
  accountId: Id<'account'>,
  changes: readonly Omit<OfferChange, 'consumers'>[],
): Promise<OfferChange[]> {
  const [references, environments] = await Promise.all([
    selectReferencesTo(
      host.database.db,
      changes.map(({ uniqueId }) => uniqueId),
    ),
    listEnvironments(host, accountId),
  ]);
  const projectOf = new Map(environments.map(({ id, projectId }) => [id, projectId]));
  return changes.map((change) => {
    const own = references.filter(({ upstreamUniqueId }) => upstreamUniqueId === change.uniqueId);
    return { ...change, consumers: [...new Set(own.flatMap(({ environmentId }) => projectOf.get(environmentId) ?? []))] };
  });
}
