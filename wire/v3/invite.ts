/** Invitations: `/api/v2/accounts/{id}/invites/…`, `POST /api/v3/accounts/{id}/invites/` (dbt Cloud admin API v2 and v3, invites), and Weft's own beside them. */
import type { WireAccount } from '../v2/account.ts';
import type { WireGroup } from './group.ts';

export interface WireInvite {
  readonly id: number;
  readonly account_id: number;
  readonly email_address: string;
  readonly license_type: 'developer' | 'read_only' | 'analyst' | 'it';
  /** 1 pending, 2 redeemed, 3 expired. */
  readonly status: 1 | 2 | 3;
  readonly type: 'standard';
  readonly group_ids: readonly number[];
  /** null: not yet. */
  readonly redeemed_at: string | null;
  readonly created_at: string;
  readonly account: WireAccount;
  readonly groups: readonly WireGroup[];
  /** Weft’s own, as are the two after it. */
  readonly expires_at: string;
  readonly sent_at: string;
  readonly invited_by: string;
}

/** `links` is Weft's own: what the inviter hands over where no mail is sent. Each is told once. */
export interface WireSentInvites {
  readonly sent: readonly string[];
  readonly links: readonly WireInviteLink[];
}

export interface WireInviteLink {
  readonly id: number;
  readonly email_address: string;
  readonly url: string;
  readonly is_mailed: boolean;
  readonly expires_at: string;
}

/** `POST /api/weft/invitation/check/`. */
export interface WireInvitation {
  readonly email: string;
  readonly account_name: string;
  readonly invited_by: string;
  /** Somebody has the address already: they sign in, and then join. */
  readonly is_known: boolean;
}
