/** Writes down what a CI run makes in its warehouse, as dbt says that it begins with it. */
import { Fault } from '@weft/base/fault';
import type { DbtEvent } from '@weft/engine/events/read-dbt-event';
import type { Host } from '@weft/host/host';
import { relationKey, scopeOf } from './created-relation.ts';
import type { HeldRun } from './model.ts';
import { insertRelation } from './relation-store.ts';

export type HearEvent = (event: DbtEvent) => Promise<void>;

/**
 * Null: nobody cleans up after runs that are not CI. Each is written at once, not in batches: dbt says that a node begins before it touches the
 * warehouse, and what a worker that dies has not written would never be found again.
 */
export function recordRelations(host: Host, run: HeldRun, place: string): HearEvent | null {
  if (run.plan.jobType !== 'ci') return null;
  const known = new Set<string>();
  const { id: runId, accountId, projectId, environmentId, jobId } = run;
  const common = { runId, accountId, projectId, environmentId, jobId, scope: scopeOf(run), place, settledAt: null, fate: null };
  return async (event) => {
    const found = createdBy(event);
    if (found === null) return;
    const name = `${found.kind} ${found.key}`;
    if (known.has(name)) return;
    known.add(name);
    await insertRelation(host.database.db, { ...common, ...found, recordedAt: host.clock.now() }).catch((error: unknown) => {
      known.delete(name);
      throw new Fault(
        'unavailable',
        'run.relation_not_recorded',
        `What this run makes in the warehouse could not be written down: ${String(error)}`,
      );
    });
  };
}

function createdBy(event: DbtEvent) {
  if (event.kind === 'schema_created') {
    const { database, schema } = event.schema;
    const none = { identifier: '', uniqueId: null, resourceType: null, materialized: null };
    return { kind: 'schema' as const, key: relationKey({ database, schema }), database, schema, ...none };
  }
  const { node } = event;
  // What is skipped wrote nothing; dbt still names its relation when it says so.
  if (node?.relation == null || event.kind !== 'node_started') return null;
  const { uniqueId, resourceType, materialized } = node;
  return { kind: 'relation' as const, key: relationKey(node.relation), ...node.relation, uniqueId, resourceType, materialized };
}
