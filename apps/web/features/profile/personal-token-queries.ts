/** One's own tokens for programs. */
import { queryOptions } from '@tanstack/react-query';
import type { WirePersonalToken } from '@weft/wire/v3/personal-token';
import { ask, getPage, tell } from '../../kit/api.ts';

export function personalTokensQuery(accountId: number, userId: number) {
  return queryOptions({
    queryKey: ['personal-tokens', accountId, userId],
    queryFn: async () => (await getPage<WirePersonalToken>(`${path(accountId, userId)}?limit=1000`)).items,
  });
}

export interface PersonalTokenInput {
  readonly name: string;
  /** null: all that the person may. */
  readonly scopes: readonly string[] | null;
  /** ISO; null: never. */
  readonly expires_at: string | null;
}

/** The answer is the only place where the secret ever is. */
export function createPersonalToken(accountId: number, userId: number, input: PersonalTokenInput): Promise<WirePersonalToken> {
  return ask('POST', path(accountId, userId), input);
}

export function revokePersonalToken(accountId: number, userId: number, tokenId: number): Promise<void> {
  return tell('DELETE', `${path(accountId, userId)}${tokenId}/`);
}

function path(accountId: number, userId: number): string {
  return `/api/v3/accounts/${accountId}/users/${userId}/account-apikeys/`;
}
