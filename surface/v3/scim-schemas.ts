/** What SCIM tells of itself: what it can do, its kinds of resources, and their attributes (RFC 7643, sections 5 to 7). */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { requireScim } from '@weft/domain/identity/scim-config';
import type { Host } from '@weft/host/host';
import type { WireScimList } from '@weft/wire/v3/scim';
import { groupSchema, licenceSchema, userSchema } from '@weft/wire/v3/scim';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { scimBase } from './present-scim.ts';
import { scimCountMax } from './read-scim-filter.ts';

const accountId = idSchema<'account'>();
const base = '/api/v3/accounts/:accountId/scim/v2/';
const facts = { method: 'GET', needs: 'scim:write', protocol: 'scim', tag: 'SCIM' } as const;

export const scimSchemaRoutes: AnyRoute[] = [
  route({
    ...facts,
    path: `${base}ServiceProviderConfig/`,
    input: z.object({ accountId }),
    answer: async (host, { accountId }) => {
      await requireScim(host, accountId);
      return providerConfig(scimBase(host, accountId));
    },
  }),
  route({
    ...facts,
    path: `${base}ResourceTypes/`,
    input: z.object({ accountId }),
    answer: async (host, { accountId }) => listOf(await resourceTypes(host, accountId)),
  }),
  route({
    ...facts,
    path: `${base}ResourceTypes/:resourceType/`,
    input: z.object({ accountId, resourceType: z.string() }),
    answer: async (host, { accountId, resourceType }) => one(await resourceTypes(host, accountId), resourceType, 'resource type'),
  }),
  route({
    ...facts,
    path: `${base}Schemas/`,
    input: z.object({ accountId }),
    answer: async (host, { accountId }) => listOf(await schemas(host, accountId)),
  }),
  route({
    ...facts,
    path: `${base}Schemas/:schemaUri/`,
    input: z.object({ accountId, schemaUri: z.string() }),
    answer: async (host, { accountId, schemaUri }) => one(await schemas(host, accountId), schemaUri, 'schema'),
  }),
];

function providerConfig(location: string) {
  const no = { supported: false };
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: scimCountMax },
    changePassword: no,
    sort: no,
    etag: no,
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'SCIM token',
        description: 'A token of this account, made under Account settings, Single sign-on, and sent as Authorization: Bearer.',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${location}/ServiceProviderConfig` },
  };
}

async function resourceTypes(host: Host, accountId: Id<'account'>) {
  await requireScim(host, accountId);
  const kind = (id: string, endpoint: string, description: string, schema: string) => ({
    ...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'], id, name: id, endpoint, description, schema },
    schemaExtensions: id === 'User' ? [{ schema: licenceSchema, required: false }] : [],
    meta: { resourceType: 'ResourceType', location: `${scimBase(host, accountId)}/ResourceTypes/${id}` },
  });
  return [kind('User', '/Users', 'A person of the account', userSchema), kind('Group', '/Groups', 'A group of people', groupSchema)];
}

async function schemas(host: Host, accountId: Id<'account'>) {
  await requireScim(host, accountId);
  const schema = (id: string, name: string, description: string, attributes: readonly object[]) => ({
    ...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'], id, name, description, attributes },
    meta: { resourceType: 'Schema', location: `${scimBase(host, accountId)}/Schemas/${id}` },
  });
  return [
    schema(userSchema, 'User', 'A person of the account', userAttributes),
    schema(groupSchema, 'Group', 'A group of people', groupAttributes),
    schema(licenceSchema, 'Licence', 'What a person may do at most', [
      { ...text('licenseType', 'Heeded where SCIM controls licences'), canonicalValues: ['developer', 'read_only', 'analyst', 'it'] },
    ]),
  ];
}

function attribute(name: string, type: string, description: string, more: object = {}) {
  const usual = { multiValued: false, required: false, mutability: 'readWrite', returned: 'default', uniqueness: 'none' };
  return { name, type, description, ...usual, ...more };
}

function text(name: string, description: string, more: object = {}) {
  return { ...attribute(name, 'string', description), caseExact: false, ...more };
}

const readOnly = { mutability: 'readOnly' };

const userAttributes = [
  text('userName', 'The e-mail address', { required: true, uniqueness: 'server' }),
  attribute('active', 'boolean', 'Whether the person is let in'),
  text('displayName', 'Given and family name', readOnly),
  attribute('name', 'complex', 'The name', {
    subAttributes: [text('givenName', 'Given name'), text('familyName', 'Family name'), text('formatted', 'Both', readOnly)],
  }),
  attribute('emails', 'complex', 'The address that userName says', {
    ...{ multiValued: true, ...readOnly },
    subAttributes: [
      text('value', 'The address', readOnly),
      text('type', 'work', readOnly),
      attribute('primary', 'boolean', 'true', readOnly),
    ],
  }),
  attribute('groups', 'complex', 'Changed by the group', {
    ...{ multiValued: true, ...readOnly },
    subAttributes: [text('value', 'The id of the group', readOnly), text('display', 'Its name', readOnly)],
  }),
];

const groupAttributes = [
  text('displayName', 'The name', { required: true, uniqueness: 'server' }),
  attribute('members', 'complex', 'Who is in it', {
    multiValued: true,
    subAttributes: [text('value', 'The id of the user', { mutability: 'immutable' }), text('display', 'Their name', readOnly)],
  }),
];

function listOf<Resource>(all: readonly Resource[]): WireScimList<Resource> {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: all.length,
    startIndex: 1,
    itemsPerPage: all.length,
    Resources: all,
  };
}

function one<Resource extends { readonly id: string }>(all: readonly Resource[], id: string, what: string): Resource {
  const found = all.find((it) => it.id === id);
  if (!found) throw new Fault('not_found', 'scim.not_described', `There is no ${what} "${id}" in Weft's SCIM.`);
  return found;
}
