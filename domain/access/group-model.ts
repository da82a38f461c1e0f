/** Groups of people and the licences that identity providers' groups give: the nouns, and what a sign-in makes of them. */
import type { Id } from '@weft/base/id';
import type { Licence } from '../identity/model.ts';

/** The groups that a new account has, by dbt Cloud's names; only `owner` means something to Weft: it is never left empty. */
export type BuiltIn = 'owner' | 'member' | 'everyone';

export interface Group {
  readonly id: Id<'group'>;
  readonly accountId: Id<'account'>;
  readonly name: string;
  /** null: made by people. */
  readonly builtIn: BuiltIn | null;
  /** New members of the account come into it. */
  readonly assignByDefault: boolean;
  /** Its members are kept by SCIM. */
  readonly scimManaged: boolean;
  /** Groups of the identity provider: whoever is in one of them is in this group, from sign-in to sign-in. Empty: members are chosen by hand. */
  readonly ssoMappingGroups: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Who is in one of the identity provider's groups gets this licence. */
export interface LicenseMap {
  readonly id: Id<'licenseMap'>;
  readonly accountId: Id<'account'>;
  readonly licence: Licence;
  readonly ssoLicenseMappingGroups: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** From the one that wins to the one that loses, where a person's groups match several. */
const strongestFirst: readonly Licence[] = ['developer', 'analyst', 'it', 'read_only'];

/** The licence that the maps give; developer where none matches; null where there are no maps, so that licences are chosen by hand. */
export function licenceOf(maps: readonly LicenseMap[], idpGroups: ReadonlySet<string>): Licence | null {
  if (maps.length === 0) return null;
  const matched = new Set(
    maps.filter((map) => map.ssoLicenseMappingGroups.some((name) => idpGroups.has(name))).map(({ licence }) => licence),
  );
  return strongestFirst.find((licence) => matched.has(licence)) ?? 'developer';
}

/** What a sign-in does to the groups that are mapped; those that are not mapped stay as they were chosen. */
export function regroup(
  groups: readonly Group[],
  current: ReadonlySet<Id<'group'>>,
  idpGroups: ReadonlySet<string>,
): { readonly join: readonly Group[]; readonly leave: readonly Group[] } {
  const mapped = groups.filter(({ ssoMappingGroups }) => ssoMappingGroups.length > 0);
  const belongs = (it: Group) => it.ssoMappingGroups.some((name) => idpGroups.has(name));
  return {
    join: mapped.filter((it) => belongs(it) && !current.has(it.id)),
    leave: mapped.filter((it) => !belongs(it) && current.has(it.id)),
  };
}
