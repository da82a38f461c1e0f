/** License maps: `/api/v3/accounts/{id}/license-maps/…`. */
import { idSchema } from '@weft/base/id';
import { changeLicenseMap, createLicenseMap, getLicenseMap, listLicenseMaps, removeLicenseMap } from '@weft/domain/access/license-maps';
import { licences } from '@weft/domain/identity/model';
import type { Host } from '@weft/host/host';
import type { WireLicenseMap } from '@weft/wire/v3/group';
import { z } from 'zod';
import { amongNumbers, asksForDeleted, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentLicenseMap } from './present-group.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, licenseMapId: idSchema<'licenseMap'>() });
const asked = z.unknown().optional();
const idpNames = z.array(z.string().trim().min(1).max(255)).max(500).nullish();
const createBody = z.object({ license_type: z.enum(licences), sso_license_mapping_groups: idpNames });
const changeBody = z.object({
  license_type: z.enum(licences).nullish(),
  sso_license_mapping_groups: idpNames,
  state: z.coerce.number().int().nullish(),
});

export const licenseMapRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/license-maps/',
    needs: 'licenses:read',
    input: z.object({ accountId, query: pageSchema.extend({ pk: asked, state: asked }) }),
    answer: async (host, { accountId, query }) => {
      const hasId = amongNumbers('pk', query.pk);
      const maps = asksForDeleted(query.state) ? [] : await listLicenseMaps(host, accountId);
      return listedFrom(
        maps.filter(({ id }) => hasId(id)),
        query,
        (map) => presentLicenseMap(map),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/license-maps/',
    needs: 'licenses:write',
    status: 201,
    input: z.object({ accountId, body: createBody }),
    changes: { event: 'license_map.created' },
    answer: async (host, { accountId, body }) =>
      presentLicenseMap(
        await createLicenseMap(host, {
          ...{ accountId, licence: body.license_type, ssoLicenseMappingGroups: body.sso_license_mapping_groups ?? [] },
        }),
      ),
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/license-maps/:licenseMapId/',
    needs: 'licenses:read',
    input: one,
    answer: read,
  }),
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/license-maps/:licenseMapId/',
    needs: 'licenses:write',
    input: one.extend({ body: changeBody }),
    changes: { event: 'license_map.changed', read },
    answer: async (host, { accountId, licenseMapId, body }) => {
      if (body.state === 2) return remove(host, { accountId, licenseMapId });
      const change = {
        ...(body.license_type == null ? {} : { licence: body.license_type }),
        ...(body.sso_license_mapping_groups == null ? {} : { ssoLicenseMappingGroups: body.sso_license_mapping_groups }),
      };
      return presentLicenseMap(await changeLicenseMap(host, accountId, licenseMapId, change));
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v3/accounts/:accountId/license-maps/:licenseMapId/',
    needs: 'licenses:write',
    input: one,
    changes: { event: 'license_map.deleted', read },
    answer: remove,
  }),
];

async function read(host: Host, { accountId, licenseMapId }: z.infer<typeof one>): Promise<WireLicenseMap> {
  return presentLicenseMap(await getLicenseMap(host, accountId, licenseMapId));
}

async function remove(host: Host, { accountId, licenseMapId }: z.infer<typeof one>): Promise<WireLicenseMap> {
  const map = await getLicenseMap(host, accountId, licenseMapId);
  await removeLicenseMap(host, accountId, licenseMapId);
  return presentLicenseMap(map, 2);
}
