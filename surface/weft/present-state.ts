/** States, their nodes, and what differs between two of them, in the wire's words. */
import type { Id } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import type { StateNode } from '@weft/domain/catalog/state-nodes';
import type { NodeChange } from '@weft/domain/governance/compare-versions';
import type { NodeAt } from '@weft/domain/governance/nodes-at';
import { findDefinition } from '@weft/domain/ingest/find-definition';
import { getInvocation } from '@weft/domain/ingest/get-invocation';
import type { State } from '@weft/domain/ingest/store-states';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireNodeChange, WireStateEntry, WireStateNode, WireStateNodeDetails } from '@weft/wire/weft/history';
import { presentProvenance } from './present-provenance.ts';

export async function presentState(host: Host, caller: Caller, state: State): Promise<WireStateEntry> {
  const [entry] = await presentStates(host, caller, state.environmentId, [state]);
  if (!entry) throw new Error('a state was not presented');
  return entry;
}

/** All of one environment. */
export async function presentStates(
  host: Host,
  caller: Caller,
  environmentId: Id<'environment'>,
  states: readonly State[],
): Promise<WireStateEntry[]> {
  const definition = await findDefinition(host, environmentId);
  return Promise.all(states.map((state) => presentOne(host, caller, state, definition?.invocationId ?? null)));
}

async function presentOne(host: Host, caller: Caller, state: State, current: Id<'invocation'> | null): Promise<WireStateEntry> {
  const invocation = await getInvocation(host, state.invocationId);
  return {
    id: state.invocationId,
    environment_id: state.environmentId,
    generated_at: wireTimestamp(state.generatedAt),
    is_same: state.isSame,
    is_current: current === state.invocationId,
    counts: Object.fromEntries(state.sections),
    provenance: await presentProvenance(host, caller, invocation),
  };
}

export function presentStateNode(
  node: Omit<StateNode, 'columnCount' | 'entryId' | 'isDescribed' | 'describedColumnCount'> & { readonly columnCount: number },
): WireStateNode {
  const { materialized } = node.config;
  return {
    ...{ unique_id: node.uniqueId, name: node.name, type: node.resourceType, access: node.access, group: node.group },
    version: node.version === null ? null : String(node.version),
    materialization: typeof materialized === 'string' ? materialized : null,
    ...{ has_contract: node.isContractEnforced, column_count: node.columnCount, description: node.description },
  };
}

export function presentNodeAt({ document, rawCode, filePath }: NodeAt): WireStateNodeDetails {
  return {
    ...presentStateNode({ ...document, columnCount: document.columns.length }),
    ...{ file_path: filePath, raw_code: rawCode, relation_name: document.relationName },
    ...{ deprecation_date: document.deprecationDate, tags: document.tags },
    columns: document.columns.map(({ name, dataType, description }) => ({ name, type: dataType, description })),
  };
}

export function presentNodeChange({ uniqueId, resourceType, version, isError, ...rest }: NodeChange): WireNodeChange {
  return { ...rest, unique_id: uniqueId, type: resourceType, version: version === null ? null : String(version), is_error: isError };
}
