/** Which provider a repository lies at, and where its API is. */
import { Fault } from '@weft/base/fault';
import type { RemoteUrl } from '../remote-url.ts';
import { backendOf } from '../remote-url.ts';
import { bitbucket } from './bitbucket.ts';
import { generic } from './generic.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import type { Provider, ProviderKind } from './provider.ts';

const providers: Readonly<Record<ProviderKind, Provider>> = { github, gitlab, bitbucket, generic };

export function providerOf(kind: ProviderKind): Provider {
  return providers[kind];
}

/** By its host's name; a self-hosted one whose name does not say so is chosen by hand. */
export function guessProvider(remote: Pick<RemoteUrl, 'host'> | null): ProviderKind {
  if (remote === null) return 'generic';
  if (/(^|\.)bitbucket\.org$/.test(remote.host)) return 'bitbucket';
  const backend = backendOf(remote);
  return backend === 'github' || backend === 'gitlab' ? backend : 'generic';
}

/** Without a slash at its end; null: the provider has no API that Weft knows. */
export function apiBaseOf(kind: ProviderKind, remote: RemoteUrl): string | null {
  const origin = remote.origin?.replace(/\/$/, '') ?? `https://${remote.host}`;
  if (kind === 'github') return isAt(remote.host, 'github.com') ? 'https://api.github.com' : `${origin}/api/v3`;
  if (kind === 'gitlab') return `${origin}/api/v4`;
  return kind === 'bitbucket' ? 'https://api.bitbucket.org/2.0' : null;
}

/**
 * Another address of the API: on the repository's own host or one beneath it, because its token is sent there.
 * Faults: invalid `hook.api_address_refused`.
 */
export function checkApiBase(text: string, remote: RemoteUrl): string {
  const refuse = (why: string) => new Fault('invalid', 'hook.api_address_refused', `"${text.slice(0, 200)}" cannot be the API: ${why}.`);
  if (!URL.canParse(text)) throw refuse('give it whole, such as https://git.example.com/api/v3');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('only http and https are asked');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') throw refuse('give an address alone');
  const { hostname } = new URL(remote.origin ?? `https://${remote.host}/`);
  if (url.hostname !== hostname && !url.hostname.endsWith(`.${hostname}`))
    throw refuse(`the repository's token is for ${hostname}, and is sent to it and to hosts beneath it only`);
  return url.href.replace(/\/+$/, '');
}

function isAt(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
