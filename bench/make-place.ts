/** A project that could run, for benchmarks in which no dbt does. */
import { createConnection } from '@weft/domain/connections/create-connection';
import { createCredential } from '@weft/domain/connections/credentials';
import { createManagedRepository } from '@weft/domain/git/create-managed-repository';
import { createOwner } from '@weft/domain/identity/create-owner';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { Host } from '@weft/host/host';

/** A warehouse that many may be in at once, and that nobody ever calls. */
export async function makePlace(host: Host) {
  const owner = { accountName: 'Bench', email: 'bench@localhost', firstName: 'B', lastName: 'B', password: 'long enough to be one' };
  const accountId = (await createOwner(host, owner, async () => {})).account.id;
  const { id: projectId } = await createProject(host, { accountId, name: 'Shop', kind: 'default' });
  const config = { hostname: 'localhost', port: 5432, dbname: 'nowhere' };
  const { id: connectionId } = await createConnection(host, { accountId, name: 'warehouse', adapter: 'postgres', config });
  const values = { username: 'nobody', password: 'nothing' };
  const { id: credentialId } = await createCredential(host, {
    accountId,
    projectId,
    adapter: 'postgres',
    targetSchema: 'prod',
    threads: 4,
    values,
  });
  const place = { accountId, projectId, name: 'Production', type: 'deployment', deploymentType: 'production' } as const;
  const { id: environmentId } = await createEnvironment(host, { ...place, connectionId, credentialId });
  await createManagedRepository(host, { accountId, projectId, name: 'shop' });
  return { accountId, projectId, environmentId };
}

export type Place = Awaited<ReturnType<typeof makePlace>>;
