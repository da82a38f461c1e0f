/** Column-level lineage for the web: the columns of a node, where a column comes from and goes, and how far the work is. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { projectsWith } from '@weft/domain/access/model';
import { findColumnProgress, getColumns } from '@weft/domain/lineage/get-columns';
import type { NodeColumns } from '@weft/domain/lineage/node-columns';
import { type TracedPlace, traceColumn, usesOfColumn } from '@weft/domain/lineage/trace-column';
import { getEnvironment } from '@weft/domain/projects/environments';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireColumnPlace, WireColumnProgress, WireColumnTrace, WireNodeColumns, WireParentColumn } from '@weft/wire/weft/columns';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const inEnvironment = z.object({ accountId: idSchema<'account'>(), environmentId: idSchema<'environment'>() });
const uniqueId = z.string().min(1).max(1024);

async function scopeOfEnvironment(host: Host, input: z.infer<typeof inEnvironment>): Promise<Id<'project'>> {
  return (await getEnvironment(host, input.accountId, input.environmentId)).projectId;
}

export const columnRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/environments/:environmentId/columns/',
    summary: 'What the columns of a node are made of',
    needs: 'metadata:read',
    input: inEnvironment.extend({ query: z.object({ unique_id: uniqueId }) }),
    scope: scopeOfEnvironment,
    answer: async (host, { environmentId, query }): Promise<WireNodeColumns> =>
      presentColumns(query.unique_id, await getColumns(host, environmentId, query.unique_id)),
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/environments/:environmentId/column-trace/',
    summary: 'Where a column comes from, or goes',
    needs: 'metadata:read',
    input: inEnvironment.extend({
      query: z.object({
        unique_id: uniqueId,
        column: z.string().min(1).max(1024),
        direction: z.enum(['up', 'down']).default('up'),
        depth: z.coerce.number().int().min(1).max(1000).default(100),
        limit: z.coerce.number().int().min(1).max(5000).default(1000),
      }),
    }),
    scope: scopeOfEnvironment,
    answer: async (host, { accountId, environmentId, query }, { caller }): Promise<WireColumnTrace> => {
      const readable = projectsWith(caller, 'metadata:read', accountId);
      const isReadable = (id: Id<'project'>) => readable === null || readable.has(id);
      const { unique_id, ...rest } = query;
      const question = { accountId, environmentId, uniqueId: unique_id, ...rest, isReadable };
      const [{ steps, pairs, isCut }, uses] = await Promise.all([traceColumn(host, question), usesOfColumn(host, question)]);
      return {
        steps: steps.map(({ place, depth, from, how }) => ({ place: presentPlace(place), depth, from, kind: how })),
        pairs: pairs.map(({ upper, lower, how }) => ({ upper, lower, kind: how })),
        is_cut: isCut,
        uses: uses.map(({ place, kind }) => ({ place: presentPlace(place), kind })),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/environments/:environmentId/column-progress/',
    summary: 'How far the work on the columns of an environment is',
    needs: 'metadata:read',
    input: inEnvironment,
    scope: scopeOfEnvironment,
    answer: async (host, { environmentId }): Promise<WireColumnProgress | null> => {
      const progress = await findColumnProgress(host, environmentId);
      if (!progress) return null;
      const { nodeCount, doneCount, tracedCount, startedAt, finishedAt } = progress;
      return {
        ...{ node_count: nodeCount, done_count: doneCount, traced_count: tracedCount, started_at: wireTimestamp(startedAt) },
        finished_at: finishedAt && wireTimestamp(finishedAt),
      };
    },
  }),
];

function presentColumns(id: string, { source, relations, columns, uses, problems }: NodeColumns): WireNodeColumns {
  const parent = ({ relation, column }: { readonly relation: number; readonly column: string }): WireParentColumn => {
    const key = relations[relation] ?? '';
    const outside = key.startsWith(outsidePrefix) ? key.slice(outsidePrefix.length) : null;
    return { unique_id: outside === null ? key : null, relation: outside, column };
  };
  return {
    unique_id: id,
    source,
    columns: columns.map(({ name, kind, parents, problems: places }) => ({
      ...{ name, kind, parents: parents.map(parent) },
      problems: places.flatMap((at) => problems[at] ?? []),
    })),
    uses: uses.map((use) => ({ ...parent(use), kind: use.kind })),
    problems,
  };
}

const outsidePrefix = 'relation:';

function presentPlace(place: TracedPlace): WireColumnPlace {
  if (place.kind === 'closed') return place;
  return { kind: 'open', project_id: place.projectId, unique_id: place.uniqueId, column: place.column };
}
