/** Who is signed in, and into what: the first thing that the web asks for. */

/** `GET|POST|DELETE /api/weft/session/` and `POST /api/weft/owner/` all answer this. Nobody signed in: `user` null and no accounts. */
export interface WireSession {
  readonly user: WireSessionUser | null;
  readonly accounts: readonly WireSessionAccount[];
  /** false: the Weft is empty, and its first visitor becomes the owner. */
  readonly has_owner: boolean;
  readonly is_demo: boolean;
  /** An account of theirs is closed to them until they have a second factor. */
  readonly needs_second_factor: boolean;
  /** Not null: the password was right, and nobody is signed in before the second step, by one of these. */
  readonly second_step: readonly SecondStepWay[] | null;
}

export type SecondStepWay = 'totp' | 'passkey' | 'recovery_code';

/** `GET /api/weft/sign-in-options/`: what the sign-in page offers. */
export interface WireSignInOptions {
  readonly providers: readonly WireSignInProvider[];
  /** false: nobody signs in by password. */
  readonly has_passwords: boolean;
  /** The host name that passkeys are bound to; elsewhere browsers do not offer them. */
  readonly passkey_host: string;
  /** A link to choose a new password can be mailed. */
  readonly sends_mail: boolean;
}

export interface WireSignInProvider {
  readonly name: string;
  /** A path of this Weft; `?next=` and a path may follow. */
  readonly start_url: string;
}

export interface WireSessionUser {
  readonly id: number;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
}

export interface WireSessionAccount {
  readonly id: number;
  readonly name: string;
  readonly is_hybrid_enabled: boolean;
  /** What the user may do in the account or in at least one of its projects, as `thing:deed` (`projects:create`). */
  readonly permissions: readonly string[];
  /** The person's seat: it caps whatever they were granted. */
  readonly licence: 'developer' | 'read_only' | 'analyst' | 'it';
  /** What they may where; `permissions` is all of it together. */
  readonly holdings: readonly WireHolding[];
}

export interface WireHolding {
  /** null: the account, and every project of it. */
  readonly project_id: number | null;
  readonly permissions: readonly string[];
  /** Held only in environments of `categories`: development, staging, production, other, or all. */
  readonly in_categories: readonly string[];
  readonly categories: readonly string[];
  /** What everybody in the account has: it does not let them see a project. */
  readonly is_of_every_member: boolean;
}

/** Body of `POST /api/weft/owner/`, refused (409) once there is an owner. */
export interface OwnerRequest {
  readonly account_name: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly password: string;
}
