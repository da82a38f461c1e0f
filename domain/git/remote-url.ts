/** Reads the address of a repository that lies elsewhere: http, https or ssh, and nothing that git would take for an option, a file or a program. */
import { Fault } from '@weft/base/fault';

export interface RemoteUrl {
  readonly kind: 'http' | 'ssh';
  /** As git is given it. */
  readonly url: string;
  readonly host: string;
  /** `acme/analytics`. */
  readonly fullName: string;
  /** `https://git.example.com:8443/`: what a token is sent to, and nowhere else; null for ssh. */
  readonly origin: string | null;
}

/** Whose conventions it follows. */
export type RemoteBackend = 'github' | 'gitlab' | 'ado' | 'manual_config';

/** Faults: invalid `repository.url_invalid`. */
export function readRemoteUrl(text: string): RemoteUrl {
  const url = text.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (url.length > 2000 || /[\u0000-\u0020\u007f]/.test(url)) throw invalid('it holds blanks or control characters, or is too long');
  const short = /^([A-Za-z0-9._-]+)@([A-Za-z0-9][A-Za-z0-9.-]*):(?!\/\/)([^:]+)$/.exec(url);
  if (short) {
    const [, , host = '', path = ''] = short;
    if (url.startsWith('-') || path.startsWith('-')) throw invalid('it begins with a dash');
    return { kind: 'ssh', url, host, fullName: nameOf(path), origin: null };
  }
  if (!URL.canParse(url)) throw invalid('it is neither https://host/path, ssh://git@host/path nor git@host:path');
  const { protocol, hostname, host, username, password, pathname, search, hash } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:' && protocol !== 'ssh:')
    throw invalid('only http, https and ssh are fetched; a repository on this machine is pushed into a managed one');
  if (password !== '' || (protocol !== 'ssh:' && username !== ''))
    throw invalid('it has a user name or a password in it. Send the token in a field of its own, so that it is kept sealed');
  if (search !== '' || hash !== '' || pathname.length < 2 || hostname === '' || hostname.startsWith('-'))
    throw invalid('it names no repository');
  const isSsh = protocol === 'ssh:';
  return { kind: isSsh ? 'ssh' : 'http', url, host: hostname, fullName: nameOf(pathname), origin: isSsh ? null : `${protocol}//${host}/` };
}

export function backendOf({ host }: Pick<RemoteUrl, 'host'>): RemoteBackend {
  if (/(^|\.)github\./.test(host)) return 'github';
  if (/(^|\.)gitlab\./.test(host)) return 'gitlab';
  return /(^|\.)(dev\.azure\.com|visualstudio\.com)$/.test(host) ? 'ado' : 'manual_config';
}

function nameOf(path: string): string {
  return path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
}

function invalid(why: string): Fault {
  return new Fault('invalid', 'repository.url_invalid', `The address of the repository cannot be used: ${why}.`);
}
