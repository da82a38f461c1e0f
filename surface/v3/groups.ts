/** Groups: `/api/v3/accounts/{id}/groups/…`, what they are granted and who is in them. */
import { idSchema } from '@weft/base/id';
import type { GroupChange } from '@weft/domain/access/change-group';
import { assignGroups, changeGroup, createGroup, removeGroup, replaceGroupGrants } from '@weft/domain/access/change-group';
import { getGroup, listGroups } from '@weft/domain/access/list-groups';
import { requireMayAssign } from '@weft/domain/access/may-assign';
import { requireMayAppoint } from '@weft/domain/access/model';
import type { Host } from '@weft/host/host';
import type { WireGroup } from '@weft/wire/v3/group';
import { z } from 'zod';
import { amongNumbers, asksForDeleted, containsIgnoringCase, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentGroup, presentGroupPermissions } from './present-group.ts';
import { grantList, readGrants } from './read-grants.ts';

const accountId = idSchema<'account'>();
const groupId = idSchema<'group'>();
const one = z.object({ accountId, groupId });
const asked = z.unknown().optional();
const listQuery = pageSchema.extend({ name: asked, name__icontains: asked, pk: asked, pk__in: asked, state: asked });
const name = z.string().max(255);
const idpNames = z.array(z.string().max(255)).max(500).nullish();
const flag = z.boolean().nullish();
const createBody = z.object({ name, assign_by_default: flag, sso_mapping_groups: idpNames });
const changeBody = createBody.extend({ name: name.optional(), state: z.coerce.number().int().nullish() });

export const groupRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/groups/',
    needs: 'groups:read',
    input: z.object({ accountId, query: listQuery }),
    answer: async (host, { accountId, query }) => {
      const hasId = amongNumbers('pk', query.pk);
      const isAmong = amongNumbers('pk__in', query.pk__in);
      const groups = asksForDeleted(query.state) ? [] : await listGroups(host, accountId);
      const shown = groups.filter(
        (it) =>
          hasId(it.id) &&
          isAmong(it.id) &&
          (query.name === undefined || query.name === '' || it.name === query.name) &&
          containsIgnoringCase(it.name, query.name__icontains),
      );
      return listedFrom(shown, query, (it) => presentGroup(it));
    },
  }),
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/groups/',
    needs: 'groups:write',
    status: 201,
    input: z.object({ accountId, body: createBody }),
    changes: { event: 'group.created' },
    answer: async (host, { accountId, body }) => {
      const made = await createGroup(host, accountId, { name: body.name, ...readChange(body) });
      return read(host, { accountId, groupId: made.id });
    },
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/groups/:groupId/',
    needs: 'groups:read',
    input: one,
    answer: read,
  }),
  // The official way to delete is to write the state.
  ...(['POST', 'PATCH'] as const).map((method) =>
    route({
      method,
      path: '/api/v3/accounts/:accountId/groups/:groupId/',
      needs: 'groups:write',
      input: one.extend({ body: changeBody }),
      changes: { event: 'group.changed', read },
      answer: async (host, { accountId, groupId, body }, { caller }) => {
        const group = await getGroup(host, accountId, groupId);
        // Whoever maps a provider's group to the owners' makes owners.
        requireMayAppoint(caller, group.grants);
        if (body.state === 2) {
          await removeGroup(host, accountId, groupId);
          return presentGroup(group, 2);
        }
        await changeGroup(host, accountId, groupId, { ...(body.name === undefined ? {} : { name: body.name }), ...readChange(body) });
        return read(host, { accountId, groupId });
      },
    }),
  ),
  route({
    method: 'DELETE',
    path: '/api/v3/accounts/:accountId/groups/:groupId/',
    needs: 'groups:write',
    input: one,
    changes: { event: 'group.deleted', read },
    answer: async (host, { accountId, groupId }, { caller }) => {
      const group = await getGroup(host, accountId, groupId);
      requireMayAppoint(caller, group.grants);
      await removeGroup(host, accountId, groupId);
      return presentGroup(group, 2);
    },
  }),
  // What is sent replaces what was there.
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/group-permissions/:groupId/',
    needs: 'groups:write',
    input: one.extend({ body: grantList }),
    changes: { event: 'group.granted', read },
    answer: async (host, { accountId, groupId, body }, { caller }) => {
      const before = await getGroup(host, accountId, groupId);
      const grants = await readGrants(host, accountId, body);
      requireMayAppoint(caller, [...before.grants, ...grants]);
      await replaceGroupGrants(host, accountId, groupId, grants);
      const after = presentGroupPermissions(await getGroup(host, accountId, groupId));
      return listedFrom(after, pageSchema.parse({ limit: after.length }), (it) => it);
    },
  }),
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/assign-groups/',
    needs: 'groups:write',
    input: z.object({ accountId, body: z.object({ user_id: idSchema<'user'>(), desired_group_ids: z.array(groupId).max(500) }) }),
    changes: {
      event: 'user.groups_assigned',
      read: async (host, { accountId, body }) => (await groupsOf(host, accountId, body.user_id)).map(({ id, name }) => ({ id, name })),
    },
    answer: async (host, { accountId, body }, { caller }) => {
      const current = await groupsOf(host, accountId, body.user_id);
      const desired = new Set(body.desired_group_ids);
      const changed = [
        ...body.desired_group_ids.filter((id) => !current.some((it) => it.id === id)),
        ...current.filter((it) => !desired.has(it.id)).map(({ id }) => id),
      ];
      await requireMayAssign(host, caller, accountId, changed);
      await assignGroups(host, accountId, body.user_id, [...desired]);
      const after = (await groupsOf(host, accountId, body.user_id)).map((it) => presentGroup(it));
      return listedFrom(after, pageSchema.parse({ limit: after.length }), (it) => it);
    },
  }),
];

async function groupsOf(host: Host, accountId: z.infer<typeof one>['accountId'], userId: number) {
  return (await listGroups(host, accountId)).filter(({ memberIds }) => memberIds.some((id) => id === userId));
}

async function read(host: Host, { accountId, groupId }: z.infer<typeof one>): Promise<WireGroup> {
  return presentGroup(await getGroup(host, accountId, groupId));
}

function readChange(body: Omit<z.infer<typeof createBody>, 'name'>): Omit<GroupChange, 'name'> {
  return {
    ...(body.assign_by_default == null ? {} : { assignByDefault: body.assign_by_default }),
    ...(body.sso_mapping_groups == null ? {} : { ssoMappingGroups: body.sso_mapping_groups }),
  };
}
