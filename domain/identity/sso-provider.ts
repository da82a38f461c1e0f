/** What a place is where people of an account sign in, and the decisions about whom it may speak for. */
import type { Id } from '@weft/base/id';
import { z } from 'zod';
import { isEmail } from './model.ts';

const name = z.string().trim().min(1).max(255);

export const oidcSettingsSchema = z.object({
  protocol: z.literal('oidc'),
  /** As the provider's discovery document says it. */
  issuer: z.url({ protocol: /^https?$/ }).max(2048),
  clientId: name,
  /** Beside `openid`, with blanks between them. */
  scopes: z.string().trim().max(1024).default('email profile'),
  /** The claim that lists a person's groups, of the ID token or of the user info. */
  groupsClaim: name.default('groups'),
  /** The provider checks addresses but leaves `email_verified` out, as Microsoft Entra ID does. A `false` is believed all the same. */
  assumesVerifiedEmail: z.boolean().default(false),
});

export const samlSettingsSchema = z.object({
  protocol: z.literal('saml'),
  /** Who signs: the identity provider's own name, which need not be an address that answers. */
  idpEntityId: name.max(2048),
  signOnUrl: z.url({ protocol: /^https?$/ }).max(2048),
  /** PEM; several while a key is rotated. */
  certificates: z.array(z.string().max(20_000)).min(1).max(10),
  /** Empty: the subject's NameID. */
  emailAttribute: z.string().trim().max(1024).default('email'),
  firstNameAttribute: z.string().trim().max(1024).default('first_name'),
  lastNameAttribute: z.string().trim().max(1024).default('last_name'),
  groupsAttribute: z.string().trim().max(1024).default('groups'),
  /** The identity provider may begin: nobody then knows who asked for the answer. */
  allowsUnsolicited: z.boolean().default(false),
});

export const ssoSettingsSchema = z.discriminatedUnion('protocol', [oidcSettingsSchema, samlSettingsSchema]);

export type OidcSettings = z.output<typeof oidcSettingsSchema>;
export type SamlSettings = z.output<typeof samlSettingsSchema>;
export type SsoSettings = z.output<typeof ssoSettingsSchema>;

export interface SsoProvider {
  readonly id: Id<'ssoProvider'>;
  readonly accountId: Id<'account'>;
  /** In the addresses of its sign-in: `/api/weft/sso/<slug>/…`. */
  readonly slug: string;
  readonly name: string;
  readonly isEnabled: boolean;
  /** Lower case. Empty: every domain may come, but nobody who is here already is known by their address. */
  readonly emailDomains: readonly string[];
  readonly settings: SsoSettings;
  readonly hasClientSecret: boolean;
  /** Whoever may appoint owners saved it as it is: without that it lets no owner in. */
  readonly vouchedByOwner: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type OidcProvider = SsoProvider & { readonly settings: OidcSettings };
export type SamlProvider = SsoProvider & { readonly settings: SamlSettings };

/** What a provider says of somebody who signed in there. */
export interface SsoPerson {
  /** The provider's own name of them, which stays when their address changes. */
  readonly subject: string;
  readonly email: string;
  readonly isEmailVerified: boolean;
  readonly firstName: string;
  readonly lastName: string;
  readonly groups: readonly string[];
}

/** What both sides must be told: where the browser comes back, and how this Weft is called by that provider. */
export interface SsoAddresses {
  readonly startUrl: string;
  /** OpenID Connect: the redirect URI. SAML: the assertion consumer service. */
  readonly callbackUrl: string;
  /** SAML: the entity id of this Weft, where its metadata is too. */
  readonly metadataUrl: string;
}

export function ssoAddresses(publicUrl: string, slug: string): SsoAddresses {
  const base = `${publicUrl}/api/weft/sso/${slug}`;
  return { startUrl: `${base}/start/`, callbackUrl: `${base}/callback/`, metadataUrl: `${base}/metadata.xml` };
}

export function isOidc(provider: SsoProvider): provider is OidcProvider {
  return provider.settings.protocol === 'oidc';
}

export function isSaml(provider: SsoProvider): provider is SamlProvider {
  return provider.settings.protocol === 'saml';
}

/** How a person may be taken in by this provider, or why not. */
export function admit(provider: SsoProvider, person: SsoPerson): { readonly mayBeKnownByEmail: boolean } | { readonly problem: string } {
  const { email } = person;
  if (!isEmail(email)) return { problem: `${provider.name} names no e-mail address${email === '' ? '' : ` but "${email}"`}` };
  if (!person.isEmailVerified) return { problem: `${provider.name} does not say that ${email} was verified` };
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  if (provider.emailDomains.length === 0) return { mayBeKnownByEmail: false };
  if (provider.emailDomains.includes(domain)) return { mayBeKnownByEmail: true };
  return { problem: `people of ${domain} may not sign in by ${provider.name}` };
}

/** Of groups, as providers write them: a list of names, or one. */
export function namesIn(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string').filter((each) => each !== '');
}

export function domainProblem(domain: string): string | null {
  return /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(domain)
    ? null
    : `"${domain}" is not a domain such as example.com`;
}

/** Where a browser goes after it signed in: a path of Weft itself, or null for anything that would lead elsewhere. */
export function readReturnPath(asked: string | undefined, publicUrl: string): string | null {
  if (asked === undefined || asked === '') return '/';
  // Browsers read a backslash as a slash, and skip control characters: //evil.example is another site.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (asked.length > 2048 || !/^\/(?![/\\])[^\\\u0000-\u001f\u007f]*$/.test(asked)) return null;
  if (!URL.canParse(asked, publicUrl)) return null;
  const url = new URL(asked, publicUrl);
  return url.origin === new URL(publicUrl).origin ? `${url.pathname}${url.search}${url.hash}` : null;
}
