/** The models that a project offers, with what a person who thinks of using one wants to know: contract, owner, and who uses it already. */

import type { Id } from '@weft/base/id';
import { isRecord, parseJson } from '@weft/base/json';
import type { Host } from '@weft/host/host';
import { findDefinition } from '../ingest/find-definition.ts';
import { listEntries } from '../ingest/list-entries.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import { listEnvironments } from '../projects/environments.ts';
import { readPublication } from './get-publication.ts';
import type { PublicModel } from './make-publication.ts';
import type { PublicationRow } from './store.ts';
import { selectPublications, selectReferencesTo } from './store.ts';

export interface OfferedModel {
  readonly model: PublicModel;
  readonly description: string;
  readonly hasContract: boolean;
  readonly columnCount: number;
  /** Its group's owner, by name or address. */
  readonly owner: string | null;
  /** The projects whose newest manifest refers to it. */
  readonly consumers: readonly Id<'project'>[];
}

export interface OfferedModels {
  readonly environmentId: Id<'environment'> | null;
  readonly publication: PublicationRow | null;
  readonly models: readonly OfferedModel[];
}

export async function listOfferedModels(
  host: Host,
  accountId: Id<'account'>,
  projectId: Id<'project'>,
  deploymentType: 'production' | 'staging',
): Promise<OfferedModels> {
  const environments = await listEnvironments(host, accountId);
  const environment = environments.find((it) => it.projectId === projectId && it.deploymentType === deploymentType);
  const publication = (await selectPublications(host.database.db, accountId)).find((it) => it.environmentId === environment?.id) ?? null;
  if (!environment || !publication) return { environmentId: environment?.id ?? null, publication: null, models: [] };
  const models = Object.values((await readPublication(host, publication.id)).public_models);
  const [details, references] = await Promise.all([
    readDetails(host, environment.id),
    selectReferencesTo(
      host.database.db,
      models.map((model) => model.unique_id),
    ),
  ]);
  const projectOf = new Map(environments.map((it) => [it.id, it.projectId]));
  const consumersOf = (uniqueId: string) => {
    const ids = references.flatMap((it) => (it.upstreamUniqueId === uniqueId ? (projectOf.get(it.environmentId) ?? []) : []));
    return [...new Set(ids)].filter((id) => id !== projectId);
  };
  const unknown = { description: '', hasContract: false, columnCount: 0, owner: null };
  return {
    environmentId: environment.id,
    publication,
    models: models.map((model) => ({ model, ...(details.get(model.unique_id) ?? unknown), consumers: consumersOf(model.unique_id) })),
  };
}

type Details = Pick<OfferedModel, 'description' | 'hasContract' | 'columnCount' | 'owner'>;

/** From the newest manifest: a publication itself carries no descriptions. */
async function readDetails(host: Host, environmentId: Id<'environment'>): Promise<ReadonlyMap<string, Details>> {
  const definition = await findDefinition(host, environmentId);
  if (!definition) return new Map();
  const [entries, groups] = await Promise.all([
    listEntries(host, definition.versionId, { sections: ['nodes'], resourceTypes: ['model'] }),
    listEntries(host, definition.versionId, { sections: ['groups'] }),
  ]);
  const offered = entries.filter((entry) => entry.access === 'public' && !entry.isExternal);
  const bodies = await readEntryBodies(
    host,
    [...offered, ...groups].map((entry) => entry.id),
  );
  const owners = new Map(groups.map((group) => [group.name, ownerOf(readBody(bodies.get(group.id)))]));
  return new Map(
    offered.map((entry) => {
      const body = readBody(bodies.get(entry.id));
      const record: Record<string, unknown> = isRecord(body) ? body : {};
      const details = {
        description: typeof record.description === 'string' ? record.description : '',
        hasContract: entry.isContractEnforced,
        columnCount: isRecord(record.columns) ? Object.keys(record.columns).length : 0,
        owner: entry.group === null ? null : (owners.get(entry.group) ?? null),
      };
      return [entry.uniqueId, details];
    }),
  );
}

function readBody(body: Buffer | undefined): unknown {
  const parsed = parseJson(body?.toString('utf8') ?? 'null');
  return 'value' in parsed ? parsed.value : null;
}

function ownerOf(group: unknown): string | null {
  const owner = isRecord(group) && isRecord(group.owner) ? group.owner : {};
  if (typeof owner.name === 'string' && owner.name !== '') return owner.name;
  return typeof owner.email === 'string' ? owner.email : null;
}
