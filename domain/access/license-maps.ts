/** License maps: which licence an identity provider's groups give; at most one map a licence. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Licence } from '../identity/model.ts';
import type { LicenseMap } from './group-model.ts';
import { deleteLicenseMap, insertLicenseMap, lockGroups, selectLicenseMaps, updateLicenseMap } from './store-groups.ts';

export function listLicenseMaps(host: Host, accountId: Id<'account'>): Promise<LicenseMap[]> {
  return selectLicenseMaps(host.database.db, accountId);
}

/** Fault: not_found `license_map.not_found`. */
export async function getLicenseMap(host: Host, accountId: Id<'account'>, licenseMapId: Id<'licenseMap'>): Promise<LicenseMap> {
  const found = (await listLicenseMaps(host, accountId)).find(({ id }) => id === licenseMapId);
  if (!found) throw new Fault('not_found', 'license_map.not_found', `There is no license map ${licenseMapId} in this account.`);
  return found;
}

/** Fault: conflict `license_map.licence_taken`. */
export async function createLicenseMap(
  host: Host,
  input: { readonly accountId: Id<'account'>; readonly licence: Licence; readonly ssoLicenseMappingGroups: readonly string[] },
): Promise<LicenseMap> {
  const values = { ...input, ssoLicenseMappingGroups: [...input.ssoLicenseMappingGroups], at: host.clock.now() };
  const made = await host.database.transaction((tx) => insertLicenseMap(tx, values));
  if (!made) throw taken(input.licence);
  return made;
}

/** Faults: not_found `license_map.not_found`; conflict `license_map.licence_taken`. */
export async function changeLicenseMap(
  host: Host,
  accountId: Id<'account'>,
  licenseMapId: Id<'licenseMap'>,
  change: { readonly licence?: Licence; readonly ssoLicenseMappingGroups?: readonly string[] },
): Promise<LicenseMap> {
  const changed = await host.database.transaction(async (tx) => {
    await lockGroups(tx, accountId);
    const maps = await selectLicenseMaps(tx, accountId);
    if (!maps.some(({ id }) => id === licenseMapId)) return null;
    const { licence, ssoLicenseMappingGroups } = change;
    if (licence !== undefined && maps.some((it) => it.id !== licenseMapId && it.licence === licence)) throw taken(licence);
    const groups = ssoLicenseMappingGroups === undefined ? {} : { ssoLicenseMappingGroups: [...ssoLicenseMappingGroups] };
    return updateLicenseMap(tx, licenseMapId, { licence, ...groups, updatedAt: host.clock.now() });
  });
  return changed ?? getLicenseMap(host, accountId, licenseMapId);
}

/** Fault: not_found `license_map.not_found`. */
export async function removeLicenseMap(host: Host, accountId: Id<'account'>, licenseMapId: Id<'licenseMap'>): Promise<void> {
  await getLicenseMap(host, accountId, licenseMapId);
  await host.database.transaction((tx) => deleteLicenseMap(tx, licenseMapId));
}

function taken(licence: Licence): Fault {
  return new Fault(
    'conflict',
    'license_map.licence_taken',
    `There is a license map for ${licence} in this account already: add the groups to that one.`,
  );
}
