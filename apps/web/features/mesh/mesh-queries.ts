/** The mesh of the account, and what a cross-project ref means in it. */
import { queryOptions } from '@tanstack/react-query';
import type { WireMesh } from '@weft/wire/weft/mesh';
import type { WireResolvedRef } from '@weft/wire/weft/resolved-ref';
import { get, query } from '../../kit/api.ts';

export function meshQuery(accountId: number) {
  return queryOptions({
    queryKey: ['publications', accountId, 'mesh'],
    queryFn: () => get<WireMesh>(`/api/weft/accounts/${accountId}/mesh/`),
  });
}

export interface RefQuestion {
  readonly consumer: number;
  readonly environment?: number;
  readonly project: string;
  readonly model: string;
  readonly version?: string;
}

export function resolvedRefQuery(accountId: number, question: RefQuestion) {
  const asked = query({
    project: question.project,
    model: question.model,
    version: question.version,
    environment_id: question.environment,
  });
  return queryOptions({
    queryKey: ['publications', accountId, 'ref', question.consumer, asked],
    queryFn: () => get<WireResolvedRef>(`/api/weft/accounts/${accountId}/projects/${question.consumer}/resolve-ref/${asked}`),
  });
}
