/** What dbt's results tell of the nodes of a run beyond its events: thread, phases, rows, and what each waited for. */

import type { Id } from '@weft/base/id';
import { isRecord, parseJson } from '@weft/base/json';
import { readFilledText, readInstant, readNumber, readRecord } from '@weft/dbt/artifacts/read-field';
import type { Host } from '@weft/host/host';
import { getInvocation } from '../ingest/get-invocation.ts';
import { listEntries } from '../ingest/list-entries.ts';
import { listArtifacts, openArtifact } from '../ingest/open-artifact.ts';
import { listSteps } from './list-runs.ts';

export interface NodePhase {
  /** dbt's own: `compile`, `execute`. */
  readonly name: string;
  readonly startedAt: Date;
  readonly completedAt: Date;
}

export interface NodeTiming {
  readonly stepIndex: number;
  readonly uniqueId: string;
  readonly threadId: string | null;
  readonly phases: readonly NodePhase[];
  readonly rowsAffected: number | null;
  /** Rows that a test found. */
  readonly failures: number | null;
  readonly dependsOn: readonly string[];
}

/** Results are read whole; none of a real project's are near it. */
const resultsBytesMax = 256 * 1024 * 1024;

/** Steps that have not ended, or whose results are not there, have none. */
export async function timeNodes(host: Host, runId: Id<'run'>): Promise<NodeTiming[]> {
  const timings: NodeTiming[] = [];
  for (const { index, invocationId } of await listSteps(host, [runId])) {
    if (invocationId === null) continue;
    const results = await readRunResults(host, invocationId);
    if (results.length === 0) continue;
    const parents = await readParents(host, invocationId);
    for (const result of results) {
      const uniqueId = readFilledText(result.unique_id);
      if (uniqueId === null) continue;
      timings.push({
        stepIndex: index,
        uniqueId,
        threadId: readFilledText(result.thread_id),
        phases: readPhases(result.timing),
        rowsAffected: readNumber(readRecord(result.adapter_response).rows_affected),
        failures: readNumber(result.failures),
        dependsOn: parents.get(uniqueId) ?? [],
      });
    }
  }
  return timings;
}

/** As dbt wrote them; none: there is no such file. */
export async function readRunResults(host: Host, invocationId: Id<'invocation'>): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const file = (await listArtifacts(host, invocationId)).find(({ name }) => name === 'run_results.json');
  if (file === undefined || file.sizeBytes > resultsBytesMax) return [];
  const stream = await openArtifact(host, invocationId, file.name);
  if (stream === null) return [];
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  const parsed = parseJson(Buffer.concat(parts).toString('utf8'));
  const results = 'value' in parsed ? readRecord(parsed.value).results : null;
  return Array.isArray(results) ? results.filter(isRecord) : [];
}

async function readParents(host: Host, invocationId: Id<'invocation'>): Promise<ReadonlyMap<string, readonly string[]>> {
  const { stateVersionId } = await getInvocation(host, invocationId);
  if (stateVersionId === null) return new Map();
  const entries = await listEntries(host, stateVersionId, { sections: ['nodes', 'unit_tests'] });
  return new Map(entries.map(({ uniqueId, dependsOn }) => [uniqueId, dependsOn]));
}

function readPhases(timing: unknown): NodePhase[] {
  if (!Array.isArray(timing)) return [];
  return timing.flatMap((element) => {
    const { name, started_at, completed_at } = readRecord(element);
    const [startedAt, completedAt] = [readInstant(started_at), readInstant(completed_at)];
    return typeof name === 'string' && startedAt && completedAt ? [{ name, startedAt, completedAt }] : [];
  });
}
