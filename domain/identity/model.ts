/** The nouns of identity and the decisions about them. */
import type { Id } from '@weft/base/id';

export interface Account {
  readonly id: Id<'account'>;
  readonly name: string;
  /** Off: no project of this account can be made hybrid. */
  readonly isHybridEnabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface User {
  readonly id: Id<'user'>;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
}

/** What a seat may do at most, whatever the person's groups grant. dbt Cloud's own words. */
export const licences = ['developer', 'read_only', 'analyst', 'it'] as const;
export type Licence = (typeof licences)[number];

export function isLicence(text: string): text is Licence {
  return licences.some((name) => name === text);
}

/** Who is deactivated keeps their groups and is let in nowhere in the account. */
export type MemberState = 'active' | 'deactivated';

/** A person in an account. */
export interface Member {
  readonly accountId: Id<'account'>;
  readonly user: User;
  readonly licence: Licence;
  readonly state: MemberState;
  /** When they joined the account. */
  readonly createdAt: Date;
}

/** A service token as it can be shown: the secret itself was shown once, when it was made. */
export interface ServiceToken {
  readonly id: Id<'serviceToken'>;
  readonly accountId: Id<'account'>;
  readonly name: string;
  /** The last four characters. */
  readonly tokenHint: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

export const sessionLifetimeMilliseconds = 14 * 24 * 3600 * 1000;

/** Length beats variety; the upper bound keeps the hash from being a way to burn our time. */
export function passwordProblem(password: string): string | null {
  if (password.length < 10) return 'A password has at least 10 characters.';
  if (password.length > 256) return 'A password has at most 256 characters.';
  return null;
}

export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(text);
}
