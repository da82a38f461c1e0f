/** People of ours in the wire's words. */
import type { GroupDetails } from '@weft/domain/access/list-groups';
import type { Member, User } from '@weft/domain/identity/model';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireAccountUser, WireLicenseDetail, WireUser, WireUserPermission } from '@weft/wire/v2/user';
import { presentGroup } from '../v3/present-group.ts';

/** A seat and the groups that the person is in there. */
export interface SeatDetails {
  readonly member: Member;
  readonly groups: readonly GroupDetails[];
}

/** Weft reads repositories with keys of its own, so nobody's account elsewhere is connected. */
const elsewhere = {
  azure_active_directory_connected: false,
  azure_active_directory_token_retrieval_failure: false,
  azure_active_directory_username: null,
  github_connected: false,
  github_token_retrieval_failure: false,
  github_username: null,
  gitlab_connected: false,
  gitlab_token_retrieval_failure: false,
  gitlab_username: null,
} as const;

export function presentUser(user: User, seats: readonly SeatDetails[], apiTokenLastUsed: Date | null = null): WireUser {
  const permissions = seats.map(presentSeat);
  return {
    ...presentPerson(user, seats),
    email_connected: true,
    enterprise_connected: false,
    enterprise_authentication_method: null,
    sso_only_user: false,
    apitoken_last_used: apiTokenLastUsed ? wireTimestamp(apiTokenLastUsed) : null,
    ...elsewhere,
    permissions,
    auth_provider_infos: {},
    licenses: Object.fromEntries(permissions.map((permission) => [String(permission.account_id), permission])),
  };
}

export function presentAccountUser(seat: SeatDetails): WireAccountUser {
  const permission = presentSeat(seat);
  return {
    ...presentPerson(seat.member.user, [seat]),
    scim_managed: permission.scim_managed,
    license: { id: permission.id, license_type: permission.license_type },
    permissions: [permission],
    updated_at: permission.updated_at,
  };
}

function presentPerson(user: User, seats: readonly SeatDetails[]) {
  return {
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    email: user.email,
    fullname: `${user.firstName} ${user.lastName}`.trim(),
    is_active: seats.some(({ member }) => member.state === 'active'),
    is_staff: false,
    email_verified: true,
    last_login: user.lastLoginAt ? wireTimestamp(user.lastLoginAt) : null,
    created_at: wireTimestamp(user.createdAt),
  } as const;
}

/** A person has one seat in an account at most, so the seat has the person's id. */
export function presentSeat({ member, groups }: SeatDetails): WireUserPermission {
  const at = wireTimestamp(member.createdAt);
  return {
    ...{ id: member.user.id, account_id: member.accountId, user_id: member.user.id },
    ...{ license_type: member.licence, state: member.state === 'active' ? 1 : 2, scim_managed: false },
    groups: groups.map((it) => presentGroup(it)),
    ...{ created_at: at, updated_at: at },
  };
}

/** Weft sells nothing: there are as many seats as anybody wants. */
const unlimited = 1_000_000;

export function presentLicence(inUse: number): WireLicenseDetail {
  const available = unlimited - inUse;
  return { limited: false, over_limit: false, total: unlimited, in_use: inUse, available, assigned: inUse, enterprise_plan: true };
}
