/** One node of a run looked at closely: its code as written and as compiled, what tests it, and how long it took lately. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import { readFilledText, readRecord } from '@weft/dbt/artifacts/read-field';
import type { Host } from '@weft/host/host';
import { getInvocation } from '../ingest/get-invocation.ts';
import { listEntries } from '../ingest/list-entries.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import { getRun, listRunNodes, listSteps } from './list-runs.ts';
import type { RunNode } from './run-node.ts';
import { type NodePast, selectNodePast } from './step-store.ts';
import { readRunResults } from './time-nodes.ts';

export interface NodeDescription {
  readonly node: RunNode;
  readonly filePath: string | null;
  readonly language: string;
  readonly rawCode: string | null;
  /** As dbt ran it; null: it was not compiled, or this version of dbt does not tell. */
  readonly compiledCode: string | null;
  readonly dependsOn: readonly string[];
  /** Tests of this run that look at it. */
  readonly tests: readonly RunNode[];
  /** Of the job's runs up to this one, newest first. */
  readonly past: readonly NodePast[];
}

const pastRuns = 20;

/** Faults: not_found `run.not_found`, `run.node_not_found`. */
export async function describeNode(
  host: Host,
  accountId: Id<'account'>,
  { runId, stepIndex, uniqueId }: { readonly runId: Id<'run'>; readonly stepIndex: number; readonly uniqueId: string },
): Promise<NodeDescription> {
  const run = await getRun(host, accountId, runId);
  const nodes = await listRunNodes(host, runId);
  const node = nodes.find((it) => it.stepIndex === stepIndex && it.uniqueId === uniqueId);
  if (!node) throw new Fault('not_found', 'run.node_not_found', `Step ${stepIndex} of run ${runId} has no node ${uniqueId.slice(0, 200)}.`);
  const step = (await listSteps(host, [runId])).find(({ index }) => index === stepIndex);
  const past = await selectNodePast(host.database.db, { jobId: run.jobId, upTo: runId, uniqueId, limit: pastRuns });
  const none = { filePath: null, language: 'sql', rawCode: null, compiledCode: null, dependsOn: [], tests: [] };
  if (!step || step.invocationId === null) return { ...none, node, past };
  const [written, results] = await Promise.all([readWritten(host, step.invocationId, uniqueId), readRunResults(host, step.invocationId)]);
  const result = results.find((it) => it.unique_id === uniqueId);
  const tests = nodes.filter((it) => it.stepIndex === stepIndex && written.tests.has(it.uniqueId));
  return { ...none, ...written, tests, node, past, compiledCode: readFilledText(result?.compiled_code) ?? written.compiledCode };
}

/** From the manifest that the step left. */
async function readWritten(host: Host, invocationId: Id<'invocation'>, uniqueId: string) {
  const { stateVersionId } = await getInvocation(host, invocationId);
  const entries = stateVersionId === null ? [] : await listEntries(host, stateVersionId, { sections: ['nodes', 'unit_tests', 'sources'] });
  const entry = entries.find((it) => it.uniqueId === uniqueId);
  const bytes = entry && (await readEntryBodies(host, [entry.id])).get(entry.id);
  const parsed = parseJson(bytes?.toString('utf8') ?? 'null');
  const body = readRecord('value' in parsed ? parsed.value : null);
  const isTest = (type: string | null) => type === 'test' || type === 'unit_test';
  return {
    filePath: readFilledText(body.original_file_path),
    language: readFilledText(body.language) ?? 'sql',
    rawCode: readFilledText(body.raw_code) ?? readFilledText(body.raw_sql),
    compiledCode: readFilledText(body.compiled_code) ?? readFilledText(body.compiled_sql),
    dependsOn: entry?.dependsOn ?? [],
    tests: new Set(entries.filter((it) => isTest(it.resourceType) && it.dependsOn.includes(uniqueId)).map((it) => it.uniqueId)),
  };
}
