/** Makes, changes and removes the places where people of an account sign in, and says whether they must. */
import { isDeepStrictEqual } from 'node:util';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { slugOf } from '@weft/base/slug';
import type { Host } from '@weft/host/host';
import type { SsoProvider, SsoSettings } from './sso-provider.ts';
import { domainProblem } from './sso-provider.ts';
import type { ProviderValues } from './store-sso.ts';
import {
  deleteAttemptsAt,
  deleteSsoProvider,
  insertSsoProvider,
  lockSsoProvider,
  selectEnabledSsoProviders,
  selectSealedClientSecret,
  selectSsoProviderBySlug,
  selectSsoProviders,
  selectSsoRequired,
  selectSsoRequiredOf,
  updateSsoProvider,
  upsertSsoRequired,
} from './store-sso.ts';

const slugTries = 50;

export function listSsoProviders(host: Host, accountId: Id<'account'>): Promise<SsoProvider[]> {
  return selectSsoProviders(host.database.db, accountId);
}

/** Of all accounts: for the sign-in page, which knows of none. */
export function listSignInProviders(host: Host): Promise<SsoProvider[]> {
  return selectEnabledSsoProviders(host.database.db);
}

/** Fault: not_found `sso_provider.not_found`. */
export async function getSsoProvider(host: Host, accountId: Id<'account'>, providerId: Id<'ssoProvider'>): Promise<SsoProvider> {
  const provider = (await listSsoProviders(host, accountId)).find(({ id }) => id === providerId);
  if (!provider) throw new Fault('not_found', 'sso_provider.not_found', `There is no sign-in provider ${providerId} in this account.`);
  return provider;
}

/** One that is off looks as if it were not there. Fault: not_found `sso_provider.not_found`. */
export async function getSignInProvider(host: Host, slug: string): Promise<SsoProvider> {
  const provider = await selectSsoProviderBySlug(host.database.db, slug);
  if (!provider?.isEnabled)
    throw new Fault('not_found', 'sso_provider.not_found', `There is no sign-in provider "${slug}", or it is not turned on.`);
  return provider;
}

/** Also while it is off: the identity provider must be told who we are before anybody can sign in. Fault: not_found `sso_provider.not_found`. */
export async function getSsoProviderBySlug(host: Host, slug: string): Promise<SsoProvider> {
  const provider = await selectSsoProviderBySlug(host.database.db, slug);
  if (!provider) throw new Fault('not_found', 'sso_provider.not_found', `There is no sign-in provider "${slug}".`);
  return provider;
}

export interface NewSsoProvider {
  readonly accountId: Id<'account'>;
  readonly name: string;
  readonly emailDomains: readonly string[];
  readonly settings: SsoSettings;
  /** OpenID Connect; null: a public client, by PKCE alone. */
  readonly clientSecret: string | null;
  /** Whoever makes it may appoint owners, and so vouches for it. */
  readonly isByOwner: boolean;
}

/** It is off until it is turned on. Faults: invalid `sso_provider.domain_invalid`; conflict `sso_provider.slug_taken`. */
export async function createSsoProvider(host: Host, input: NewSsoProvider): Promise<SsoProvider> {
  const { accountId, name, settings, clientSecret, isByOwner: vouchedByOwner } = input;
  const values = { accountId, name, settings, vouchedByOwner, emailDomains: readDomains(input.emailDomains), at: host.clock.now() };
  const slug = slugOf(name, 'sso');
  return host.database.transaction(async (tx) => {
    for (let number = 1; number <= slugTries; number++) {
      const made = await insertSsoProvider(tx, { ...values, slug: number === 1 ? slug : `${slug}-${number}` });
      if (made === null) continue;
      if (clientSecret === null) return made;
      await updateSsoProvider(tx, made.id, { sealedClientSecret: seal(host, made.id, clientSecret), updatedAt: values.at });
      return { ...made, hasClientSecret: true };
    }
    throw new Fault('conflict', 'sso_provider.slug_taken', `There are too many sign-in providers named "${name}". Choose another name.`);
  });
}

export interface SsoProviderChange {
  readonly name?: string;
  readonly isEnabled?: boolean;
  readonly emailDomains?: readonly string[];
  /** Of the same protocol as before. */
  readonly settings?: SsoSettings;
  /** null takes it away; left out it stays. */
  readonly clientSecret?: string | null;
  /** Whoever changes it may appoint owners: what they save, even if it is the same as before, they vouch for. */
  readonly isByOwner: boolean;
}

/** Its addresses stay, since the other side was told them; who is signing in begins again. Faults: `sso_provider.not_found`, `.domain_invalid`, `.protocol_fixed`. */
export async function changeSsoProvider(
  host: Host,
  accountId: Id<'account'>,
  providerId: Id<'ssoProvider'>,
  change: SsoProviderChange,
): Promise<SsoProvider> {
  const provider = await getSsoProvider(host, accountId, providerId);
  const { clientSecret, emailDomains, isByOwner, ...rest } = change;
  if (change.settings !== undefined && change.settings.protocol !== provider.settings.protocol)
    throw new Fault(
      'conflict',
      'sso_provider.protocol_fixed',
      `${provider.name} speaks ${provider.settings.protocol}. Make another provider for another protocol.`,
    );
  const values: ProviderValues = {
    ...rest,
    ...(emailDomains === undefined ? {} : { emailDomains: readDomains(emailDomains) }),
    ...(clientSecret === undefined ? {} : { sealedClientSecret: clientSecret === null ? null : seal(host, provider.id, clientSecret) }),
    updatedAt: host.clock.now(),
  };
  await host.database.transaction(async (tx) => {
    const before = await lockSsoProvider(tx, provider.id);
    if (before === null) return;
    await updateSsoProvider(tx, provider.id, { ...values, vouchedByOwner: isVouchedAfter(before, values, isByOwner) });
    // What was answered under the settings of before must not be finished under those that somebody vouches for.
    await deleteAttemptsAt(tx, provider.id);
  });
  return getSsoProvider(host, accountId, providerId);
}

/** Turning it off vouches for nothing. What others change of whom it speaks for, or turn on, nobody has vouched for. */
function isVouchedAfter(before: SsoProvider, values: ProviderValues, isByOwner: boolean): boolean {
  const { isEnabled, emailDomains, settings, sealedClientSecret } = values;
  if (isByOwner) return before.vouchedByOwner || isEnabled !== false;
  const matters =
    (isEnabled === true && !before.isEnabled) ||
    (emailDomains !== undefined && !isDeepStrictEqual(emailDomains, before.emailDomains)) ||
    (settings !== undefined && !isDeepStrictEqual(settings, before.settings)) ||
    sealedClientSecret !== undefined;
  return before.vouchedByOwner && !matters;
}

/** Who came by it stays a member, and signs in otherwise. */
export async function removeSsoProvider(host: Host, accountId: Id<'account'>, providerId: Id<'ssoProvider'>): Promise<void> {
  const provider = await getSsoProvider(host, accountId, providerId);
  await host.database.transaction((tx) => deleteSsoProvider(tx, provider.id));
}

export function isSsoRequired(host: Host, accountId: Id<'account'>): Promise<boolean> {
  return selectSsoRequired(host.database.db, accountId);
}

/** Those accounts of a person that must be entered by a sign-in provider. */
export function ssoRequiredOf(host: Host, userId: Id<'user'>): Promise<readonly Id<'account'>[]> {
  return selectSsoRequiredOf(host.database.db, userId);
}

/** Fault: conflict `sso.nothing_enabled`, since nobody but the owners could sign in any more. */
export async function requireSso(host: Host, accountId: Id<'account'>, isRequired: boolean): Promise<void> {
  const enabled = (await listSsoProviders(host, accountId)).filter(({ isEnabled }) => isEnabled);
  if (isRequired && enabled.length === 0)
    throw new Fault(
      'conflict',
      'sso.nothing_enabled',
      'No sign-in provider is turned on, so only owners could sign in. Turn one on and try it before you require it.',
    );
  await host.database.transaction((tx) => upsertSsoRequired(tx, accountId, isRequired));
}

/** null: a public client. */
export async function openClientSecret(host: Host, provider: SsoProvider): Promise<string | null> {
  const sealed = await selectSealedClientSecret(host.database.db, provider.id);
  if (sealed === null) return null;
  const secret = host.secretBox.open(sealed, purpose(provider.id));
  host.scrubber.add(secret);
  return secret;
}

function seal(host: Host, providerId: Id<'ssoProvider'>, secret: string): string {
  return host.secretBox.seal(secret, purpose(providerId));
}

function purpose(providerId: Id<'ssoProvider'>): string {
  return `sso_provider:${providerId}`;
}

function readDomains(domains: readonly string[]): string[] {
  const read = [...new Set(domains.map((domain) => domain.trim().replace(/^@/, '').toLowerCase()))].filter((domain) => domain !== '');
  const problems = read.flatMap((domain) => domainProblem(domain) ?? []);
  if (problems.length > 0) throw new Fault('invalid', 'sso_provider.domain_invalid', `E-mail domains: ${problems.join('; ')}.`);
  return read;
}
