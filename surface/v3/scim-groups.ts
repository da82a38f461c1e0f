/** SCIM's groups: `/api/v3/accounts/{id}/scim/v2/Groups`. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { isRecord } from '@weft/base/json';
import type { MemberChange, ScimGroup, ScimGroupChange } from '@weft/domain/access/scim-groups';
import { changeScimGroup, createScimGroup, getScimGroup, listScimGroups, removeScimGroup } from '@weft/domain/access/scim-groups';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { presentScimGroup } from './present-scim.ts';
import { cutAttributes, matches, readScimFilter, scimPage, scimQuery } from './read-scim-filter.ts';
import { type PatchBody, type PatchedAttribute, patchBody, readPatch } from './read-scim-patch.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, groupId: idSchema<'group'>() });
const groupBody = z.object({
  displayName: z.string().max(255),
  externalId: z.string().max(1024).nullish(),
  members: z.array(z.unknown()).max(100_000).nullish(),
});
type GroupBody = z.output<typeof groupBody>;

const list = '/api/v3/accounts/:accountId/scim/v2/Groups/';
const single = `${list}:groupId/`;

const facts = { needs: 'scim:write', protocol: 'scim', tag: 'SCIM' } as const;

export const scimGroupRoutes: AnyRoute[] = [
  route({
    ...facts,
    method: 'GET',
    path: list,
    input: z.object({ accountId, query: scimQuery }),
    answer: async (host, { accountId, query }) => {
      const terms = readScimFilter(query.filter);
      const found = (await listScimGroups(host, accountId)).filter((group) => matches(terms, valuesOf(group)));
      return scimPage(
        found.map((group) => presentScimGroup(host, group)),
        query,
      );
    },
  }),
  route({
    ...facts,
    method: 'POST',
    path: list,
    status: 201,
    changes: { event: 'group.provisioned' },
    input: z.object({ accountId, body: groupBody }),
    answer: async (host, { accountId, body }, { reply }) => {
      const made = presentScimGroup(host, await createScimGroup(host, accountId, { ...changeOf(body), name: body.displayName }));
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
    changes: { event: 'group.provisioned', read },
    input: one.extend({ body: groupBody }),
    answer: async (host, { accountId, groupId, body }) =>
      presentScimGroup(host, await changeScimGroup(host, accountId, groupId, { ...changeOf(body), name: body.displayName })),
  }),
  route({
    ...facts,
    method: 'PATCH',
    path: single,
    changes: { event: 'group.provisioned', read },
    input: one.extend({ body: patchBody }),
    answer: async (host, { accountId, groupId, body }) =>
      presentScimGroup(host, await changeScimGroup(host, accountId, groupId, readGroupPatch(body))),
  }),
  route({
    ...facts,
    method: 'DELETE',
    path: single,
    changes: { event: 'group.deleted', read },
    input: one,
    answer: async (host, { accountId, groupId }) => {
      await removeScimGroup(host, accountId, groupId);
      return new Bare(204, null);
    },
  }),
];

async function read(host: Host, { accountId, groupId }: z.output<typeof one>) {
  return presentScimGroup(host, await getScimGroup(host, accountId, groupId));
}

function valuesOf({ group, externalId, members }: ScimGroup): Readonly<Record<string, readonly string[]>> {
  const ids = members.map(({ id }) => String(id));
  return {
    id: [String(group.id)],
    displayname: [group.name],
    externalid: externalId === null ? [] : [externalId],
    members: ids,
    'members.value': ids,
  };
}

/** A list of members is the whole list; left out, they stay. */
function changeOf(body: GroupBody): ScimGroupChange {
  return {
    ...(body.externalId == null ? {} : { externalId: body.externalId }),
    ...(body.members == null ? {} : { members: [{ op: 'replace', userIds: readMembers(body.members) }] }),
  };
}

function readGroupPatch(body: PatchBody): ScimGroupChange {
  let change: ScimGroupChange = {};
  for (const each of readPatch(body)) {
    const said = typeof each.value === 'string' ? each.value : '';
    if (each.attribute === 'displayname' && said !== '') change = { ...change, name: said };
    if (each.attribute === 'externalid') change = { ...change, externalId: each.op === 'remove' || said === '' ? null : said };
    if (each.attribute === 'members') change = { ...change, members: [...(change.members ?? []), memberChange(each)] };
  }
  return change;
}

/** `members[value eq "7"]` names one, a value names some, and removing without either removes all. */
function memberChange({ op, filtered, value }: PatchedAttribute): MemberChange {
  if (filtered !== null) return { op: op === 'remove' ? 'remove' : 'add', userIds: [readMember(filtered)] };
  if (value === undefined || value === null) return { op: op === 'remove' ? 'replace' : op, userIds: [] };
  return { op, userIds: readMembers(Array.isArray(value) ? value : [value]) };
}

function readMembers(members: readonly unknown[]): Id<'user'>[] {
  return members.map((member) => readMember(isRecord(member) ? member.value : member));
}

function readMember(value: unknown): Id<'user'> {
  const id = idSchema<'user'>().safeParse(value);
  if (!id.success)
    throw new Fault('invalid', 'scim.member_unknown', `members: ${JSON.stringify(value)} is not the id of a user. Provision them first.`);
  return id.data;
}
