/** Groups and license maps of ours in the wire's words. */
import type { LicenseMap } from '@weft/domain/access/group-model';
import type { GroupDetails } from '@weft/domain/access/list-groups';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireGroup, WireGroupPermission, WireLicenseMap } from '@weft/wire/v3/group';

export function presentGroup(group: GroupDetails, state: 1 | 2 = 1): WireGroup {
  return {
    id: group.id,
    account_id: group.accountId,
    name: group.name,
    state,
    assign_by_default: group.assignByDefault,
    sso_mapping_groups: group.ssoMappingGroups,
    group_permissions: presentGroupPermissions(group),
    member_count: group.memberIds.length,
    scim_managed: group.scimManaged,
    built_in: group.builtIn,
    created_at: wireTimestamp(group.createdAt),
    updated_at: wireTimestamp(group.updatedAt),
  };
}

/** They are replaced as a whole, so they are as old as the group's last change. */
export function presentGroupPermissions(group: GroupDetails): WireGroupPermission[] {
  const at = wireTimestamp(group.updatedAt);
  return group.grants.map((grant) => ({
    ...{ id: grant.id, account_id: group.accountId, group_id: group.id, project_id: grant.projectId },
    ...{ all_projects: grant.projectId === null, permission_set: grant.permissionSet, permission_level: null, state: 1 },
    ...{ writable_environment_categories: grant.writableEnvironmentCategories, created_at: at, updated_at: at },
  }));
}

export function presentLicenseMap(map: LicenseMap, state: 1 | 2 = 1): WireLicenseMap {
  return {
    ...{ id: map.id, account_id: map.accountId, license_type: map.licence, state },
    sso_license_mapping_groups: map.ssoLicenseMappingGroups,
    created_at: wireTimestamp(map.createdAt),
    updated_at: wireTimestamp(map.updatedAt),
  };
}
