/** A small mesh that has run: platform with a node of every kind, finance that reads its public model; and a way to ask the Discovery API. */
import { randomUUID } from 'node:crypto';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { Environment, Project } from '@weft/domain/projects/model';
import { type AppHouse, openAppHouse } from './app.ts';
import { makeCatalog, makeManifest, makeRunResults, makeSources } from './artifacts.ts';
import { builtIn, fullManifest } from './full-manifest.ts';
import { takeUploads, upload } from './upload.ts';

export interface DiscoveryHouse extends AppHouse {
  readonly finance: { readonly project: Project; readonly environment: Environment };
  /** Answers the body; `token`: default the owner's. */
  graphql(query: string, variables?: object, token?: string): Promise<GraphqlAnswer>;
}

export interface GraphqlAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: an answer has the shape of its question
  readonly data?: any;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

const at = (minute: number) => new Date(Date.parse('2026-01-01T12:00:00Z') + minute * 60_000).toISOString();

export async function openDiscoveryHouse(): Promise<DiscoveryHouse> {
  const house = await openAppHouse({ at: '2026-01-02T00:00:00Z' });
  await takeUploads(house);
  const project = await createProject(house, { accountId: house.accountId, name: 'Finance', kind: 'hybrid' });
  const environment = await createEnvironment(house, {
    ...{ accountId: house.accountId, projectId: project.id, name: 'Production', type: 'deployment', deploymentType: 'production' },
  });
  await buildPlatform(house);
  const made = { invocationId: randomUUID(), generatedAt: at(10) };
  await upload(
    house,
    {
      'manifest.json': makeManifest({
        ...{ ...made, project: 'finance' },
        models: [
          { name: 'orders', project: 'platform', isExternal: true, access: 'public' },
          { name: 'revenue', dependsOn: ['model.platform.orders'], columns: ['amount'] },
        ],
      }),
      'run_results.json': makeRunResults({ ...made, results: [{ uniqueId: 'model.finance.revenue' }] }),
    },
    { environmentId: environment.id },
  );
  return {
    ...house,
    finance: { project, environment },
    async graphql(query, variables = {}, token = house.ownerToken) {
      return (await house.ask('POST', '/graphql', { token, body: { query, variables } })).json();
    },
  };
}

/** A build in which a test failed, the catalog after it, and a look at the sources. */
async function buildPlatform(house: AppHouse): Promise<void> {
  const manifest = (made: { readonly invocationId: string; readonly generatedAt: string }) =>
    fullManifest({ ...made, project: 'platform' });
  const built = { invocationId: randomUUID(), generatedAt: at(1) };
  const results = builtIn('platform').map((uniqueId) => {
    if (uniqueId.startsWith('test.')) return { uniqueId, status: 'fail', message: 'Got 3 results, configured to fail if != 0' };
    return uniqueId.startsWith('unit_test.') ? { uniqueId, status: 'pass' } : { uniqueId };
  });
  await upload(house, { 'manifest.json': manifest(built), 'run_results.json': makeRunResults({ ...built, which: 'build', results }) });
  const documented = { invocationId: randomUUID(), generatedAt: at(2) };
  await upload(house, {
    'manifest.json': manifest(documented),
    'catalog.json': makeCatalog({ ...documented, uniqueIds: ['model.platform.orders'] }),
  });
  const looked = { invocationId: randomUUID(), generatedAt: at(3) };
  await upload(house, {
    'manifest.json': manifest(looked),
    'sources.json': makeSources({ ...looked, sources: [{ uniqueId: 'source.platform.raw.orders', status: 'warn' }] }),
  });
}
