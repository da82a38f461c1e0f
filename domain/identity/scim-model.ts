/** How far an identity provider keeps an account by SCIM, and the tokens with which it comes. */
import type { Id } from '@weft/base/id';

export interface ScimConfig {
  readonly isEnabled: boolean;
  /** Whether people may change by hand who is in a group that SCIM keeps. */
  readonly allowsManualChanges: boolean;
  /** Whether the identity provider says what licence a person has; otherwise people do. */
  readonly controlsLicences: boolean;
}

/** Good for SCIM in its account and for nothing else. */
export interface ScimToken {
  readonly id: Id<'scimToken'>;
  readonly accountId: Id<'account'>;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}
