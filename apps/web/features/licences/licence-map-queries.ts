/** Which licence the identity provider's groups give. */
import { queryOptions } from '@tanstack/react-query';
import type { WireLicenseMap } from '@weft/wire/v3/group';
import { getPage, tell } from '../../kit/api.ts';

export function licenceMapsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['licence-maps', accountId],
    queryFn: async () => (await getPage<WireLicenseMap>(`/api/v3/accounts/${accountId}/license-maps/?limit=100`)).items,
  });
}

/** No groups: no map. */
export function saveLicenceMap(
  accountId: number,
  map: WireLicenseMap | undefined,
  licence: string,
  groups: readonly string[],
): Promise<void> {
  const base = `/api/v3/accounts/${accountId}/license-maps/`;
  if (map === undefined) return tell('POST', base, { license_type: licence, sso_license_mapping_groups: groups, state: 1 });
  if (groups.length === 0) return tell('DELETE', `${base}${map.id}/`);
  return tell('POST', `${base}${map.id}/`, { license_type: licence, sso_license_mapping_groups: groups, state: 1 });
}
