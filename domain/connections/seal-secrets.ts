/** Seals the secrets of a connection or of credentials, and opens them for a run. */
import type { Host } from '@weft/host/host';
import type { Secrets } from './model.ts';

/** `before` with the new ones in their places; `purpose` names the thing, such as `credential:12`. */
export function sealSecrets(
  host: Host,
  before: Secrets,
  change: { readonly secrets: Secrets; readonly dropped: readonly string[] },
  purpose: string,
): Secrets {
  const kept = Object.entries(before).filter(([name]) => !change.dropped.includes(name));
  const fresh = Object.entries(change.secrets).map(([name, text]) => [name, host.secretBox.seal(text, purpose)]);
  return Object.fromEntries([...kept, ...fresh]);
}

/** Fault: unavailable `secret.unreadable`. */
export function openSecrets(host: Host, sealed: Secrets, purpose: string): Secrets {
  return Object.fromEntries(Object.entries(sealed).map(([name, text]) => [name, host.secretBox.open(text, purpose)]));
}
