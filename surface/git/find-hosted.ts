/** Where a managed repository is cloned from, and which one such an address means. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { slugOf } from '@weft/base/slug';
import { findRepositoryOfProject } from '@weft/domain/git/find-repository';
import type { Repository } from '@weft/domain/git/model';
import type { Host } from '@weft/host/host';

/** `https://weft.example/git/1/2/finance.git`. */
export function cloneUrlOf(host: Pick<Host, 'config'>, { accountId, projectId, name }: Repository): string {
  return `${host.config.publicUrl}/git/${accountId}/${projectId}/${slugOf(name, 'repository')}.git`;
}

/** `file`: the last word of the address, with or without `.git`. Faults: not_found `repository.not_found`. */
export async function getHosted(
  host: Host,
  { accountId, projectId, file }: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'>; readonly file: string },
): Promise<Repository> {
  const found = await findRepositoryOfProject(host, accountId, projectId);
  if (found === null || found.remoteUrl !== null || slugOf(found.name, 'repository') !== file.replace(/\.git$/, ''))
    throw new Fault('not_found', 'repository.not_found', `Weft keeps no repository ${file} of a project ${projectId} in this account.`);
  return found;
}
