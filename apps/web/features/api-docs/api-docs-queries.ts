/** The description of the API, as the server makes it of its routes. */
import { queryOptions } from '@tanstack/react-query';
import type { WireApiDescription, WireOperation } from '@weft/wire/weft/api-description';
import { getFile } from '../../kit/api.ts';

export const apiDescriptionAddress = '/docs/api/openapi.json';

export const apiDescriptionQuery = queryOptions({
  queryKey: ['api-description'],
  queryFn: () => getFile<WireApiDescription>(apiDescriptionAddress),
  staleTime: Number.POSITIVE_INFINITY,
});

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly described: WireOperation;
}

export interface OperationGroup {
  readonly tag: string;
  readonly operations: readonly Operation[];
}

/** By heading; within one, by path. `filter`: words that must all be in method, path, summary or permission. */
export function groupOperations(api: WireApiDescription, filter: string): readonly OperationGroup[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const all = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ method: method.toUpperCase(), path, described })),
  );
  const found = all.filter(({ method, path, described }) => {
    const text = `${method} ${path} ${described.summary} ${described.tags.join(' ')} ${described['x-permission'] ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return api.tags
    .map(({ name: tag }) => ({
      tag,
      operations: found
        .filter(({ described }) => described.tags.includes(tag))
        .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    }))
    .filter(({ operations }) => operations.length > 0);
}
