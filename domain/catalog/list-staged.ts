/** Which projects of an account can be looked at as their staging is. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listStandings } from '../ingest/find-definition.ts';
import { listEnvironments } from '../projects/environments.ts';

/** Those whose staging is not empty. */
export async function listStaged(host: Host, accountId: Id<'account'>): Promise<ReadonlySet<Id<'project'>>> {
  const stagings = (await listEnvironments(host, accountId)).filter(({ deploymentType }) => deploymentType === 'staging');
  const standings = await listStandings(
    host,
    stagings.map(({ id }) => id),
  );
  const filled = new Set(standings.map(({ environmentId }) => environmentId));
  return new Set(stagings.flatMap(({ id, projectId }) => (filled.has(id) ? [projectId] : [])));
}
