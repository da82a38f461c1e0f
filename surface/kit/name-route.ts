/** What a route is called in the documentation: a heading and a few words, read from its method and path unless it brings its own. */
import type { AnyRoute } from './route.ts';

type Named = Pick<AnyRoute, 'method' | 'path' | 'isList' | 'status' | 'summary' | 'tag'>;

/** "Service tokens". */
export function tagOf(it: Named): string {
  if (it.tag !== undefined) return it.tag;
  const [, heading] = headings.find(([pattern]) => pattern.test(it.path)) ?? [];
  if (heading !== undefined) return heading;
  const parts = meaningful(it.path);
  const things = parts.filter(
    (part, at) => !isParameter(part) && (isParameter(parts[at + 1]) || (at === parts.length - 1 && isPlural(part))),
  );
  const thing = things.at(-1) ?? parts.find((part) => !isParameter(part)) ?? (it.path.includes('accounts') ? 'accounts' : 'server');
  return capital(words(thing));
}

/** What belongs together though its paths begin apart; the first that fits. */
const headings: readonly (readonly [RegExp, string])[] = [
  [/\/scim/, 'SCIM'],
  [/\/webhooks?\//, 'Webhooks'],
  [/\/audit/, 'Audit log'],
  [/\/ip-restrictions/, 'IP restrictions'],
  [/\/integrations\/lineage/, 'Lineage integrations'],
  [/\/account-apikeys|\/personal-tokens/, 'Personal tokens'],
  [/\/(assign-groups|group-permissions|groups|license-maps)\//, 'Groups and licences'],
  [/variables/, 'Environment variables'],
  [/\/(session|owner|passkeys?|totp|password|second-factor|email-link|sso|oidc|saml|invitations?)\b/, 'Sign-in'],
  [/\/(ca-bundle|server|constants|features)\b/, 'Server'],
  [/\/(uploads?|upload-checklist|ingests)\//, 'Uploads'],
  [/\/(mesh|mesh-advice|public-models|resolve-ref|publication)\//, 'Mesh'],
  [/notifications|\/channels\//, 'Notifications'],
  [/\/(adapters?|adapter-schema|connections?|connection-test|oauth-configurations|encryptions)\//, 'Connections'],
  [/credentials/, 'Credentials'],
  [/\/(runs|steps)\//, 'Runs'],
  [/\/jobs\//, 'Jobs'],
  [/repositor/, 'Repositories'],
];

/** "Create a job", "Get the settings of an account". */
export function summaryOf(it: Named): string {
  if (it.summary !== undefined) return it.summary;
  const parts = meaningful(it.path);
  const last = parts.at(-1);
  if (last === undefined) return it.path.includes(':accountId') ? capital(`${deedOnOne(it)} an account`) : 'List accounts';
  const owner = ownerOf(parts);
  if (isParameter(last)) {
    const noun = words(singular(parts.at(-2) ?? ''));
    return capital(`${deedOnOne(it)} ${article(noun)} ${noun}`);
  }
  if (it.method === 'GET' && isPlural(last)) return capital(`list ${words(last)}${owner}`);
  if (it.method === 'POST' && isPlural(last)) return capital(`create ${article(singular(last))} ${words(singular(last))}`);
  // A deed on one thing: `…/runs/{id}/cancel`.
  if (it.method === 'POST' && isParameter(parts.at(-2)) && deeds.has(last)) return capital(`${words(last)}${owner.replace(/^ of/, '')}`);
  return capital(`${verbs[it.method]} the ${words(last)}${owner}`);
}

const verbs = { GET: 'get', POST: 'set', PUT: 'replace', PATCH: 'change', DELETE: 'delete' } as const;
/** A POST to one thing changes it, as the official API has it. */
function deedOnOne({ method }: Named): string {
  return method === 'POST' ? 'change' : verbs[method];
}

const deeds = new Set(['run', 'rerun', 'retry', 'cancel', 'test', 'rotate', 'revoke', 'accept', 'resend', 'validate', 'duplicate', 'wait']);
const official = /^\/(api\/(v2|v3|weft|private)\/)?(accounts\/(:accountId)?\/?)?/;

function meaningful(path: string): string[] {
  return path
    .replace(official, '')
    .split('/')
    .filter((part) => part !== '');
}

function ownerOf(parts: readonly string[]): string {
  const at = parts.findLastIndex(isParameter);
  if (at < 1) return '';
  const noun = singular(parts[at - 1] ?? '');
  return ` of ${article(noun)} ${words(noun)}`;
}

function isParameter(part: string | undefined): boolean {
  return part !== undefined && (part.startsWith(':') || part === '*');
}

function isPlural(part: string): boolean {
  return /[^s]s$/i.test(part);
}

function singular(part: string): string {
  if (/ies$/i.test(part)) return part.replace(/ies$/i, 'y');
  return isPlural(part) ? part.slice(0, -1) : part;
}

function article(noun: string): string {
  return /^([aeio]|un[^i])/i.test(noun) ? 'an' : 'a';
}

const spelled: Readonly<Record<string, string>> = {
  apikey: 'API key',
  apikeys: 'API keys',
  ip: 'IP',
  scim: 'SCIM',
  oauth: 'OAuth',
  oidc: 'OIDC',
  saml: 'SAML',
  sso: 'SSO',
  totp: 'TOTP',
  ca: 'CA',
};

function words(part: string): string {
  return part
    .replace(/^:/, '')
    .split(/[-_.]/)
    .map((word) => spelled[word.toLowerCase()] ?? word.toLowerCase())
    .join(' ');
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
