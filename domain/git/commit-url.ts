/** Where people read a commit at whoever keeps its repository, by the conventions of those that have a page for one. */
import type { Repository } from './model.ts';
import { backendOf, readRemoteUrl } from './remote-url.ts';

/** null: Weft keeps the repository itself, or nobody knows how its provider addresses commits. */
export function commitUrlOf({ remoteUrl }: Pick<Repository, 'remoteUrl'>, sha: string): string | null {
  if (remoteUrl === null) return null;
  const remote = readRemoteUrl(remoteUrl);
  // Over ssh there is no address for browsers; these providers serve both at one host.
  const origin = remote.origin ?? `https://${remote.host.replace(/^ssh\./, '').replace(/:\d+$/, '')}/`;
  switch (backendOf(remote)) {
    case 'github':
      return `${origin}${remote.fullName}/commit/${sha}`;
    case 'gitlab':
      return `${origin}${remote.fullName}/-/commit/${sha}`;
    case 'ado':
      return commitOfAzure(origin, remote.fullName, sha);
    default:
      return /(^|\.)bitbucket\.org$/.test(remote.host) ? `${origin}${remote.fullName}/commits/${sha}` : null;
  }
}

/** `org/project/_git/repo` over https, `v3/org/project/repo` over ssh. */
function commitOfAzure(origin: string, fullName: string, sha: string): string | null {
  if (fullName.includes('/_git/')) return `${origin}${fullName}/commit/${sha}`;
  const [, path, repository] = /^v3\/([^/]+\/[^/]+)\/([^/]+)$/.exec(fullName) ?? [];
  return path === undefined ? null : `https://dev.azure.com/${path}/_git/${repository}/commit/${sha}`;
}
