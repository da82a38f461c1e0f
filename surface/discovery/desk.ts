/** What one request has at hand: who asks, what was opened for them already, and questions that are asked once for many fields. */
import { Fault } from '@weft/base/fault';
import { asId, type Id } from '@weft/base/id';
import { isRecord, parseJson } from '@weft/base/json';
import { type Caller, isInAccount, may, require } from '@weft/domain/access/model';
import { openApplied } from '@weft/domain/catalog/applied-nodes';
import type { Sight } from '@weft/domain/catalog/sight';
import { readDocuments } from '@weft/domain/catalog/state-nodes';
import { listInvocationsById } from '@weft/domain/ingest/list-invocations';
import { readEntryBodies } from '@weft/domain/ingest/read-entry-bodies';
import { listEnvironments } from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import { listRunsOfInvocations } from '@weft/domain/runs/node-history';
import type { Host } from '@weft/host/host';
import { batched } from './batched.ts';
import { openSite, type Site } from './site.ts';

export type Desk = ReturnType<typeof openDesk>;

/** Fields that one request may have answered: a page of 500 models with all that they have is some 100,000. */
const fieldsMax = 3_000_000;

export function openDesk(host: Host, caller: Caller) {
  const sites = new Map<number, Promise<Site>>();
  let spent = 0;
  return {
    host,
    caller,
    accountIds: [...new Set(caller.grants.map(({ accountId }) => accountId))],
    spend(): void {
      spent += 1;
      if (spent > fieldsMax)
        throw new Fault(
          'too_large',
          'discovery.too_costly',
          `The answer would have more than ${fieldsMax} fields. Ask for less at a time.`,
        );
    },
    /** Faults: not_found `environment.not_found`, also of what they may not see; forbidden `access.forbidden`. */
    site(environmentId: number): Promise<Site> {
      const found = sites.get(environmentId) ?? findSite(host, caller, environmentId);
      sites.set(environmentId, found);
      return found;
    },
    isReadable(accountId: Id<'account'>): (projectId: Id<'project'>) => boolean {
      return (projectId) => may(caller, 'metadata:read', { accountId, projectId });
    },
    sight(accountId: Id<'account'>): Sight {
      return {
        isReadable: (projectId) => may(caller, 'metadata:read', { accountId, projectId }),
        isOffered: (projectId) => may(caller, 'public_models:read', { accountId, projectId }),
      };
    },
    /** The entry of a manifest or a catalog, as dbt wrote it; empty: it is not there. */
    body: memoized(
      batched((ids: readonly Id<'entry'>[]) => readEntryBodies(host, ids)),
      (bytes) => readBody(bytes),
    ),
    /** What was last done to the nodes of an environment. */
    applied: batched((ids: readonly Id<'environment'>[]) => openApplied(host, ids)),
    document: batched((ids: readonly Id<'entry'>[]) => readDocuments(host, ids)),
    invocation: batched(
      async (ids: readonly Id<'invocation'>[]) => new Map((await listInvocationsById(host, ids)).map((it) => [it.id, it])),
    ),
    runOf: batched((ids: readonly Id<'invocation'>[]) => listRunsOfInvocations(host, ids)),
  };
}

function memoized<Key, Value, Read>(
  find: (key: Key) => Promise<Value | null>,
  read: (value: Value | null) => Read,
): (key: Key) => Promise<Read> {
  const known = new Map<Key, Promise<Read>>();
  return (key) => {
    const found = known.get(key) ?? find(key).then(read);
    known.set(key, found);
    return found;
  };
}

const empty: Readonly<Record<string, unknown>> = {};

function readBody(bytes: Buffer | null): Readonly<Record<string, unknown>> {
  if (bytes === null) return empty;
  const parsed = parseJson(bytes.toString('utf8'));
  return 'value' in parsed && isRecord(parsed.value) ? parsed.value : empty;
}

/** An environment that one may not see is answered to the letter as one that is not there. */
async function findSite(host: Host, caller: Caller, environmentId: number): Promise<Site> {
  for (const accountId of new Set(caller.grants.map((grant) => grant.accountId))) {
    const environment = (await listEnvironments(host, accountId)).find(({ id }) => id === environmentId);
    if (!environment) continue;
    const place = { accountId, projectId: environment.projectId };
    if (!may(caller, 'metadata:read', place)) {
      requireOrHide(caller, place, () => environmentNotFound(environmentId));
    }
    return openSite(host, await getProject(host, accountId, environment.projectId), environment);
  }
  throw environmentNotFound(environmentId);
}

/** Who sees the project is told what they lack; to others it is not there. */
export function requireOrHide(caller: Caller, place: { accountId: Id<'account'>; projectId: Id<'project'> }, hidden: () => Fault): void {
  try {
    require(caller, 'metadata:read', place);
  } catch (error) {
    throw error instanceof Fault && error.kind === 'not_found' ? hidden() : error;
  }
}

function environmentNotFound(environmentId: number): Fault {
  return new Fault('not_found', 'environment.not_found', `There is no environment ${environmentId}.`);
}

export function requireAccount(caller: Caller, accountId: number): Id<'account'> {
  const id = asId<'account'>(accountId);
  if (!isInAccount(caller, id)) throw new Fault('not_found', 'account.not_found', `There is no account ${accountId}.`);
  require(caller, 'public_models:read', { accountId: id, projectId: null });
  return id;
}
