/** Reads what a clean-up must know to decide: who else has what it would drop. */
import { messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getCredential } from '../connections/credentials.ts';
import { openTarget } from '../connections/open-target.ts';
import { listAppliedRelations } from '../ingest/list-applied-relations.ts';
import { findEnvironmentOfOld, listEnvironments } from '../projects/environments.ts';
import type { Environment } from '../projects/model.ts';
import { type CreatedRelation, relationKey } from '../runs/created-relation.ts';
import { listRelations } from '../runs/created-relations.ts';
import { type CleanUpFacts, schemaKeyOf } from './decide-clean-up.ts';

/** Who reads of a clean-up may not see other projects. */
const stranger = 'an environment of another project';

/** `mine`: of one project. */
export async function gatherFacts(host: Host, accountId: Id<'account'>, mine: readonly CreatedRelation[]): Promise<CleanUpFacts> {
  const runIds = new Set(mine.map(({ runId }) => runId));
  const schemaKeys = new Set(mine.map((one) => (one.kind === 'schema' ? one.key : schemaKeyOf(one))));
  const environments = await listEnvironments(host, accountId);
  const everything = mine.length === 0 ? [] : await listRelations(host, { accountId });
  const others = everything.filter((one) => !runIds.has(one.runId) && schemaKeys.has(one.kind === 'schema' ? one.key : schemaKeyOf(one)));
  const applied = await listAppliedRelations(
    host,
    environments.map(({ id }) => id),
    [...schemaKeys],
  );
  const projectId = mine[0]?.projectId;
  const own = new Map(environments.flatMap((it) => (it.projectId === projectId ? [[it.id, `the environment ${it.name}`]] : [])));
  const deployed = new Map(
    applied.map(({ key, environmentId, uniqueId }) => [key, own.has(environmentId) ? `${own.get(environmentId)} (${uniqueId})` : stranger]),
  );
  const holding = applied.map(({ key, environmentId }): [string, string] => [schemaKeyOf({ key }), own.get(environmentId) ?? stranger]);
  const written = await schemasWritten(host, environments, mine);
  return { mine, others, deployed, deployedSchemas: new Map([...holding, ...written]), places: await placesOf(host, accountId, mine) };
}

/** What environments say they write to; which database that is in is not told, so it is every one. */
async function schemasWritten(
  host: Host,
  environments: readonly Environment[],
  mine: readonly CreatedRelation[],
): Promise<[string, string][]> {
  const databases = [...new Set(mine.map(({ database }) => database))];
  const written: [string, string][] = [];
  for (const { accountId, projectId, credentialId, name } of environments) {
    if (credentialId === null) continue;
    const credential = await getCredential(host, { accountId, projectId }, credentialId).catch(() => null);
    if (credential === null) continue;
    const owner = projectId === mine[0]?.projectId ? `the environment ${name}` : stranger;
    for (const database of databases) written.push([relationKey({ database, schema: credential.targetSchema }), owner]);
  }
  return written;
}

async function placesOf(host: Host, accountId: Id<'account'>, mine: readonly CreatedRelation[]) {
  const places = new Map<Id<'environment'>, string | null>();
  for (const environmentId of new Set(mine.map((one) => one.environmentId)))
    places.set(environmentId, await placeOf(host, await findEnvironmentOfOld(host, accountId, environmentId)));
  return places;
}

async function placeOf(host: Host, environment: Environment | null): Promise<string | null> {
  if (!environment || environment.connectionId === null || environment.credentialId === null) return null;
  const { connectionId, credentialId, extendedAttributesId } = environment;
  try {
    return (await openTarget(host, environment, { connectionId, credentialId, extendedAttributesId })).place;
  } catch (error) {
    host.log.warn('clean_up.place_unknown', { environmentId: environment.id, reason: messageOf(error) });
    return null;
  }
}
