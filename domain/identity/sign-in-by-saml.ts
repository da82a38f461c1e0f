/** Signing in by SAML 2.0: a request by redirect, a signed assertion that is posted back, and the ticket with which its browser comes for it. */
import { randomBytes } from 'node:crypto';
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { Fault } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { reasonOf } from './discover-oidc.ts';
import { hashToken } from './make-token.ts';
import { requirePlainXml } from './read-saml-metadata.ts';
import type { FinishedAttempt } from './sso-attempt.ts';
import { beginAttempt, finishAttempt, isUnderWay, requireBrowser, unasked } from './sso-attempt.ts';
import type { SamlProvider, SsoPerson } from './sso-provider.ts';
import { namesIn, ssoAddresses } from './sso-provider.ts';
import { deleteExpiredAssertions, insertAssertion } from './store-sso.ts';

const clockSkewMilliseconds = 60_000;
/** How long an assertion that does not say when it ends is remembered; longer than any is good for. */
const rememberMilliseconds = 24 * 3600_000;

const personSchema = z.object({
  subject: z.string().min(1),
  email: z.string(),
  isEmailVerified: z.boolean(),
  firstName: z.string(),
  lastName: z.string(),
  groups: z.array(z.string()),
});

const end = z.object({ $: z.object({ NotOnOrAfter: z.string().optional() }).optional() });
/** The signed assertion, as the library's XML reader makes it: lists of elements, whose attributes are `$`. */
const assertionSchema = z.object({
  Assertion: z.object({
    $: z.object({ ID: z.string().min(1) }),
    Conditions: z.array(end).optional(),
    Subject: z.array(
      z.object({
        SubjectConfirmation: z.array(
          z.object({
            SubjectConfirmationData: z.array(
              z.object({ $: z.object({ InResponseTo: z.string().optional(), Recipient: z.string().optional() }).optional() }),
            ),
          }),
        ),
      }),
    ),
  }),
});

/** For whoever sets up the identity provider; Weft's entity id is this document's address. */
export function samlServiceMetadata(host: Host, provider: SamlProvider): string {
  return samlOf(host, provider, { idOfRequest: null }).generateServiceProviderMetadata(null, null);
}

/** Answers where to send the browser. */
export async function beginSaml(host: Host, provider: SamlProvider, browserSecret: string, returnPath: string): Promise<URL> {
  // An XML id begins with a letter or an underscore.
  const id = `_${randomBytes(32).toString('hex')}`;
  await beginAttempt(host, provider, { kind: 'saml', key: id, browserHash: hashToken(browserSecret), returnPath, content: '' });
  return new URL(await samlOf(host, provider, { idOfRequest: id }).getAuthorizeUrlAsync('', undefined, {}));
}

/**
 * Takes the answer that a page of the identity provider posted. Such a post carries no cookie, so what it says waits for its browser under the
 * ticket that is answered. Faults: unauthenticated `sso.answer_unasked`, `sso.answer_refused`; invalid `saml.xml_refused`.
 */
export async function acceptSaml(host: Host, provider: SamlProvider, answer: string): Promise<{ readonly ticket: string }> {
  requirePlainXml(Buffer.from(answer, 'base64').toString('utf8'), `The answer of ${provider.name}`);
  const saml = samlOf(host, provider, { idOfRequest: null });
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: answer }).catch((error: unknown) => {
    throw error instanceof Fault ? error : refused(provider, reasonOf(error));
  });
  const read = assertionSchema.safeParse(profile?.getAssertion?.());
  if (profile === null || !read.success) throw refused(provider, 'it names nobody');
  // The library does not look at who signed, only at the key.
  if (profile.issuer !== provider.settings.idpEntityId) throw refused(provider, `it is issued by "${profile.issuer}"`);
  const { Assertion: assertion } = read.data;
  const attempt = await finishRequest(host, provider, assertion.Subject);
  await takeOnce(host, provider, assertion.$.ID, assertion.Conditions?.[0]?.$?.NotOnOrAfter);
  const ticket = randomBytes(32).toString('base64url');
  const content = JSON.stringify(personIn(provider, profile.nameID, profile.attributes));
  const { browserHash, returnPath } = attempt;
  await beginAttempt(host, provider, { kind: 'ticket', key: ticket, browserHash, returnPath, content });
  return { ticket };
}

/** The browser comes back for what was said of it. Fault: unauthenticated `sso.answer_unasked`. */
export async function finishSaml(
  host: Host,
  provider: SamlProvider,
  answer: { readonly ticket: string; readonly browserSecret: string | undefined },
): Promise<{ readonly person: SsoPerson; readonly returnPath: string }> {
  const attempt = await finishAttempt(host, provider, 'ticket', answer.ticket);
  requireBrowser(provider, attempt, answer.browserSecret);
  const parsed = parseJson(attempt.content);
  return { person: personSchema.parse('value' in parsed ? parsed.value : null), returnPath: attempt.returnPath };
}

/**
 * `InResponseTo` of the response is not signed when only the assertion is, so the one inside the assertion counts: an assertion that was made
 * for another request, or for none, is not taken as the answer to this one.
 */
async function finishRequest(
  host: Host,
  provider: SamlProvider,
  subjects: z.output<typeof assertionSchema>['Assertion']['Subject'],
): Promise<FinishedAttempt> {
  const data = subjects.flatMap((it) => it.SubjectConfirmation.flatMap((each) => each.SubjectConfirmationData));
  const { callbackUrl } = ssoAddresses(host.config.publicUrl, provider.slug);
  const wrong = data.find(({ $ }) => $?.Recipient !== undefined && $.Recipient !== callbackUrl);
  if (wrong !== undefined) throw refused(provider, `it is meant for ${wrong.$?.Recipient}, not for ${callbackUrl}`);
  const requests = new Set(data.flatMap(({ $ }) => $?.InResponseTo ?? []));
  const [request] = requests;
  if (requests.size > 1) throw refused(provider, 'it answers several requests');
  if (request !== undefined) return finishAttempt(host, provider, 'saml', request);
  if (!provider.settings.allowsUnsolicited) throw unasked(provider);
  return { content: '', returnPath: '/', browserHash: null };
}

async function takeOnce(host: Host, provider: SamlProvider, assertionId: string, notOnOrAfter: string | undefined): Promise<void> {
  const at = host.clock.now();
  const end = notOnOrAfter === undefined ? Number.NaN : Date.parse(notOnOrAfter);
  const until = Number.isNaN(end) ? at.getTime() + rememberMilliseconds : end + 2 * clockSkewMilliseconds;
  const isNew = await host.database.transaction(async (tx) => {
    await deleteExpiredAssertions(tx, at);
    return insertAssertion(tx, { providerId: provider.id, assertionHash: hashToken(assertionId), expiresAt: new Date(until) });
  });
  if (!isNew) throw unasked(provider);
}

function personIn({ settings }: SamlProvider, nameId: string, attributes: unknown): SsoPerson {
  const read = z.record(z.string(), z.unknown()).safeParse(attributes);
  const said = read.success ? read.data : {};
  const first = (name: string) => (name === '' ? '' : (namesIn(said[name])[0] ?? '').trim());
  return {
    subject: nameId,
    // Without the attribute, most identity providers name people by their address.
    email: first(settings.emailAttribute) || (nameId.includes('@') ? nameId : ''),
    // An identity provider that an account chose speaks for the addresses of its people; for whose domains, the provider's list says.
    isEmailVerified: true,
    firstName: first(settings.firstNameAttribute),
    lastName: first(settings.lastNameAttribute),
    groups: settings.groupsAttribute === '' ? [] : namesIn(said[settings.groupsAttribute]),
  };
}

function samlOf(host: Host, provider: SamlProvider, { idOfRequest }: { readonly idOfRequest: string | null }): SAML {
  const { settings } = provider;
  const { callbackUrl, metadataUrl } = ssoAddresses(host.config.publicUrl, provider.slug);
  return new SAML({
    callbackUrl,
    entryPoint: settings.signOnUrl,
    issuer: metadataUrl,
    audience: metadataUrl,
    idpCert: [...settings.certificates],
    idpIssuer: settings.idpEntityId,
    wantAssertionsSigned: true,
    // What is taken is the signed assertion; many identity providers sign nothing else.
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: clockSkewMilliseconds,
    // How people prove themselves is the identity provider's to choose: a password is not the only way.
    disableRequestedAuthnContext: true,
    identifierFormat: null,
    validateInResponseTo: settings.allowsUnsolicited ? ValidateInResponseTo.ifPresent : ValidateInResponseTo.always,
    ...(idOfRequest === null ? {} : { generateUniqueId: () => idOfRequest }),
    // Requests are kept in the database with their browser; the library only asks whether there is one.
    cacheProvider: {
      saveAsync: async (_key, value) => ({ value, createdAt: host.clock.now().getTime() }),
      getAsync: async (key) => ((await isUnderWay(host, provider, 'saml', key)) ? host.clock.now().toISOString() : null),
      removeAsync: async (key) => key,
    },
  });
}

function refused({ name }: SamlProvider, why: string): Fault {
  return new Fault(
    'unauthenticated',
    'sso.answer_refused',
    `The answer of ${name} was refused: ${why}. Begin again; if it stays so, ask whoever set up single sign-on.`,
  );
}
