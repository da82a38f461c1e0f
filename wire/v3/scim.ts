/** SCIM 2.0 as identity providers speak it (RFC 7643, RFC 7644), and the shapes of its configuration in the admin API v3. */
export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
/** dbt Cloud's own attribute of a user: the licence. */
export const licenceSchema = 'urn:ietf:params:scim:schemas:extension:dbtLabs:2.0:User';

export interface WireScimMeta {
  readonly resourceType: string;
  readonly location: string;
  readonly created?: string;
  readonly lastModified?: string;
}

export interface WireScimUser {
  readonly schemas: readonly string[];
  readonly id: string;
  readonly externalId?: string;
  /** The e-mail address. */
  readonly userName: string;
  readonly active: boolean;
  readonly displayName: string;
  readonly name: { readonly givenName: string; readonly familyName: string; readonly formatted: string };
  readonly emails: readonly { readonly value: string; readonly primary: boolean; readonly type: string }[];
  readonly groups: readonly { readonly value: string; readonly display: string; readonly $ref: string }[];
  readonly [licenceSchema]: { readonly licenseType: string };
  readonly meta: WireScimMeta;
}

export interface WireScimGroup {
  readonly schemas: readonly string[];
  readonly id: string;
  readonly externalId?: string;
  readonly displayName: string;
  readonly members: readonly { readonly value: string; readonly display: string; readonly $ref: string }[];
  readonly meta: WireScimMeta;
}

export interface WireScimList<Resource> {
  readonly schemas: readonly string[];
  readonly totalResults: number;
  readonly startIndex: number;
  readonly itemsPerPage: number;
  readonly Resources: readonly Resource[];
}

export interface WireScimError {
  readonly schemas: readonly string[];
  /** A number as text. */
  readonly status: string;
  readonly scimType?: string;
  readonly detail: string;
}

export interface WireScimConfig {
  readonly enabled: boolean;
  readonly manual_updates_allowed: boolean;
  readonly scim_controlled_license_type: boolean;
}

export interface WireScimToken {
  readonly id: number;
  readonly name: string;
  readonly created_at: string;
  readonly last_used: string | null;
}

/** The one answer that has the secret. */
export interface WireMadeScimToken extends WireScimToken {
  readonly token_string: string;
}
