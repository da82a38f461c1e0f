/** The project's own variables for one run: what holds at its beginning, with the secrets among them told apart. */
import type { Host } from '@weft/host/host';
import { resolveVariables } from '../variables/list-variables.ts';
import type { Run } from './model.ts';

export interface RunVariables {
  /** By name; what Weft itself sets goes over them. */
  readonly values: Readonly<Record<string, string>>;
  /** What must be taken out of everything that is kept of the run. */
  readonly secrets: readonly string[];
}

/** Read once a run: a change in the middle of it holds for the next one. Faults: unavailable `secret.unreadable`. */
export async function openRunVariables(
  host: Host,
  run: Pick<Run, 'accountId' | 'projectId' | 'environmentId' | 'jobId'>,
): Promise<RunVariables> {
  const { environmentId, jobId } = run;
  const resolved = await resolveVariables(host, run, { environmentId, jobId, userId: null });
  const secrets = resolved.filter(({ isSecret }) => isSecret).map(({ variable }) => variable.value);
  for (const secret of secrets) host.scrubber.add(secret);
  return { values: Object.fromEntries(resolved.map(({ name, variable }) => [name, variable.value])), secrets };
}
