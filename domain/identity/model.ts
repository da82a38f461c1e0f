/** The nouns of identity and the decisions about them. */
import type { Id } from '@weft/base/id';
import { commonPasswords } from './common-passwords.ts';

export interface Account {
  readonly id: Id<'account'>;
  readonly name: string;
  /** Off: no project of this account can be made hybrid. */
  readonly isHybridEnabled: boolean;
  /** Its people are let in only with a second factor; an identity provider's word counts as one. */
  readonly requiresSecondFactor: boolean;
  /** How many of its runs may be under way at once, CI not counted; null: as many as the machines take. */
  readonly runSlots: number | null;
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
  /** null: it stays good until it is revoked. */
  readonly expiresAt: Date | null;
}

/** A person's own token for programs: it may what the person may, as far as its scopes go. */
export interface PersonalToken {
  readonly id: Id<'personalToken'>;
  readonly accountId: Id<'account'>;
  readonly userId: Id<'user'>;
  readonly name: string;
  readonly tokenHint: string;
  /** Names of permissions; null: all that the person may. */
  readonly scopes: readonly string[] | null;
  readonly createdAt: Date;
  /** When its secret was made, which rotating does anew. */
  readonly updatedAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** Somebody is asked into an account; the link that lets them in is known to nobody but who sent it. */
export interface Invitation {
  readonly id: Id<'invitation'>;
  readonly accountId: Id<'account'>;
  readonly email: string;
  readonly licence: Licence;
  readonly groupIds: readonly Id<'group'>[];
  /** Who invited, as the audit log names them. */
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly sentAt: Date;
  readonly expiresAt: Date;
  readonly redeemedAt: Date | null;
}

/** What a passkey was asked to sign for. */
export type ChallengePurpose = 'register' | 'sign_in' | 'second_step';

/** What a link lets its reader do: choose a new password, or show that an e-mail address is theirs. */
export type LinkPurpose = 'password' | 'email';

/** However much it is used; then one signs in again. */
export const sessionLifetimeMilliseconds = 14 * 24 * 3600 * 1000;
/** Unused for so long, it is over: a long weekend is survived, a forgotten browser is not. */
export const sessionIdleMilliseconds = 4 * 24 * 3600 * 1000;
/** How long after proving who one is one may change how that is proved. */
export const confirmationMilliseconds = 15 * 60_000;
/** Of a link to choose a password or to confirm an address. */
export const linkMilliseconds = 3600_000;
export const invitationMilliseconds = 7 * 24 * 3600 * 1000;

/** Length beats variety; the upper bound keeps the hash from being a way to burn our time. */
export function passwordProblem(password: string, email = ''): string | null {
  if (password.length < 10) return 'A password has at least 10 characters.';
  if (password.length > 256) return 'A password has at most 256 characters.';
  const plain = password.toLowerCase();
  const [name = ''] = email.toLowerCase().split('@');
  if (email !== '' && (plain === email.toLowerCase() || plain === name)) return 'A password is not the e-mail address.';
  if (new Set(plain).size < 4 || commonPasswords.has(plain))
    return 'This password is one of those that are guessed first. Choose another; three words that do not belong together are good.';
  return null;
}

export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(text);
}
