/** The adapter of a project, which old clients make before a connection or credentials and then name by its id. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { requireAdapter } from './adapters/all.ts';
import type { InProject } from './model.ts';
import { insertProjectAdapter, type ProjectAdapter, selectProjectAdapter, updateProjectAdapter } from './store-legacy.ts';

type AdapterValues = Pick<ProjectAdapter, 'adapterVersion' | 'metadata' | 'createdById' | 'createdByServiceTokenId'>;

/** Faults: invalid `connection.adapter_unknown`. */
export async function createProjectAdapter(
  host: Host,
  { accountId, projectId }: InProject,
  values: AdapterValues,
): Promise<ProjectAdapter> {
  requireAdapter(values.adapterVersion);
  return host.database.transaction((tx) => insertProjectAdapter(tx, { accountId, projectId, ...values }, host.clock.now()));
}

/** Faults: as `createProjectAdapter`; not_found `adapter.not_found`. */
export async function changeProjectAdapter(
  host: Host,
  place: InProject,
  id: Id<'projectAdapter'>,
  change: Partial<Pick<AdapterValues, 'adapterVersion' | 'metadata'>>,
): Promise<ProjectAdapter> {
  await getProjectAdapter(host, place, id);
  if (change.adapterVersion !== undefined) requireAdapter(change.adapterVersion);
  await host.database.transaction((tx) => updateProjectAdapter(tx, id, { ...change, updatedAt: host.clock.now() }));
  return getProjectAdapter(host, place, id);
}

/** Faults: not_found `adapter.not_found`. */
export async function deleteProjectAdapter(host: Host, place: InProject, id: Id<'projectAdapter'>): Promise<ProjectAdapter> {
  const found = await getProjectAdapter(host, place, id);
  const at = host.clock.now();
  await host.database.transaction((tx) => updateProjectAdapter(tx, id, { updatedAt: at, deletedAt: at }));
  return found;
}

/** Faults: not_found `adapter.not_found`. */
export async function getProjectAdapter(host: Host, place: InProject, id: Id<'projectAdapter'>): Promise<ProjectAdapter> {
  const found = await selectProjectAdapter(host.database.db, place, id);
  if (!found) throw new Fault('not_found', 'adapter.not_found', `There is no adapter ${id} in this project.`);
  return found;
}
