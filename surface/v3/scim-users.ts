/** SCIM's users: `/api/v3/accounts/{id}/scim/v2/Users`. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import type { ScimUser, ScimUserChange } from '@weft/domain/access/scim-users';
import { changeScimUser, createScimUser, getScimUser, listScimUsers, removeScimUser } from '@weft/domain/access/scim-users';
import type { Licence } from '@weft/domain/identity/model';
import { isLicence } from '@weft/domain/identity/model';
import type { Host } from '@weft/host/host';
import { licenceSchema } from '@weft/wire/v3/scim';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { presentScimUser } from './present-scim.ts';
import { cutAttributes, matches, readScimFilter, scimPage, scimQuery } from './read-scim-filter.ts';
import { type PatchBody, patchBody, readBoolean, readPatch } from './read-scim-patch.ts';

const accountId = idSchema<'account'>();
const userId = idSchema<'user'>();
const one = z.object({ accountId, userId });
const text = z.string().max(1024).nullish();
const userBody = z.object({
  userName: z.string().trim().max(320),
  externalId: text,
  active: z.unknown().optional(),
  name: z.object({ givenName: text, familyName: text }).nullish(),
  [licenceSchema]: z.object({ licenseType: text }).nullish(),
});
type UserBody = z.output<typeof userBody>;

const list = '/api/v3/accounts/:accountId/scim/v2/Users/';
const single = `${list}:userId/`;

const facts = { needs: 'scim:write', protocol: 'scim', tag: 'SCIM' } as const;

export const scimUserRoutes: AnyRoute[] = [
  route({
    ...facts,
    method: 'GET',
    path: list,
    input: z.object({ accountId, query: scimQuery }),
    answer: async (host, { accountId, query }) => {
      const terms = readScimFilter(query.filter);
      const found = (await listScimUsers(host, accountId)).filter((user) => matches(terms, valuesOf(user)));
      return scimPage(
        found.map((user) => presentScimUser(host, user)),
        query,
      );
    },
  }),
  route({
    ...facts,
    method: 'POST',
    path: list,
    status: 201,
    changes: { event: 'user.provisioned' },
    input: z.object({ accountId, body: userBody }),
    answer: async (host, { accountId, body }, { reply }) => {
      const made = presentScimUser(host, await createScimUser(host, accountId, { ...changeOf(body), email: body.userName }));
      reply.header('location', made.meta.location);
      return made;
    },
  }),
  route({
    ...facts,
    method: 'GET',
    path: single,
    input: one.extend({ query: scimQuery }),
    answer: async (host, input) => cutAttributes(await read(host, input), input.query),
  }),
  route({
    ...facts,
    method: 'PUT',
    path: single,
    changes: { event: 'user.provisioned', read },
    input: one.extend({ body: userBody }),
    answer: async (host, { accountId, userId, body }) =>
      presentScimUser(host, await changeScimUser(host, accountId, userId, { ...changeOf(body), email: body.userName })),
  }),
  route({
    ...facts,
    method: 'PATCH',
    path: single,
    changes: { event: 'user.provisioned', read },
    input: one.extend({ body: patchBody }),
    answer: async (host, { accountId, userId, body }) =>
      presentScimUser(host, await changeScimUser(host, accountId, userId, readUserPatch(body))),
  }),
  route({
    ...facts,
    method: 'DELETE',
    path: single,
    changes: { event: 'user.removed', read },
    input: one,
    answer: async (host, { accountId, userId }) => {
      await removeScimUser(host, accountId, userId);
      return new Bare(204, null);
    },
  }),
];

async function read(host: Host, { accountId, userId }: z.output<typeof one>) {
  return presentScimUser(host, await getScimUser(host, accountId, userId));
}

function valuesOf({ member, externalId }: ScimUser): Readonly<Record<string, readonly string[]>> {
  const { user, state } = member;
  return {
    id: [String(user.id)],
    username: [user.email],
    externalid: externalId === null ? [] : [externalId],
    emails: [user.email],
    'emails.value': [user.email],
    'emails.type': ['work'],
    'emails.primary': ['true'],
    active: [String(state === 'active')],
    displayname: [`${user.firstName} ${user.lastName}`.trim()],
    'name.givenname': [user.firstName],
    'name.familyname': [user.lastName],
  };
}

/** What is left out stays: identity providers send what they know of. */
function changeOf(body: UserBody): ScimUserChange {
  const active = body.active === undefined ? null : readBoolean(body.active);
  const licence = body[licenceSchema]?.licenseType;
  return {
    ...(body.externalId == null ? {} : { externalId: body.externalId }),
    ...(body.name?.givenName == null ? {} : { firstName: body.name.givenName }),
    ...(body.name?.familyName == null ? {} : { lastName: body.name.familyName }),
    ...(active === null ? {} : { isActive: active }),
    ...(licence == null ? {} : { licence: readLicence(licence) }),
  };
}

/** Attributes that Weft does not keep (titles, telephones) are passed over, so that one mapping too many stops nothing. */
function readUserPatch(body: PatchBody): ScimUserChange {
  let change: ScimUserChange = {};
  for (const { op, attribute, value } of readPatch(body)) {
    const isGone = op === 'remove';
    const said = typeof value === 'string' ? value : '';
    if (attribute === 'username' && said !== '') change = { ...change, email: said.trim() };
    if (attribute === 'externalid') change = { ...change, externalId: isGone || said === '' ? null : said };
    if (attribute === 'name.givenname') change = { ...change, firstName: isGone ? '' : said };
    if (attribute === 'name.familyname') change = { ...change, lastName: isGone ? '' : said };
    if (attribute === 'licensetype' && !isGone) change = { ...change, licence: readLicence(said) };
    if (attribute === 'active') change = { ...change, isActive: readActive(value) };
  }
  return change;
}

function readActive(value: unknown): boolean {
  const active = readBoolean(value);
  if (active === null) throw new Fault('invalid', 'request.invalid', `active: ${JSON.stringify(value)} is neither true nor false.`);
  return active;
}

function readLicence(text: string): Licence {
  const licence = text.toLowerCase();
  if (!isLicence(licence))
    throw new Fault('invalid', 'request.invalid', `licenseType: "${text}" is no licence. Use developer, read_only, analyst or it.`);
  return licence;
}
