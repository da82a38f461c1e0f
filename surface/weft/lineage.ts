/** The lineage of an account for the web: nodes and arrows of all projects that a selector names, as far as the caller may see. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { projectsWith } from '@weft/domain/access/model';
import { drawLineage } from '@weft/domain/lineage/draw-lineage';
import { getEnvironment } from '@weft/domain/projects/environments';
import type { Host } from '@weft/host/host';
import type { WireLineage } from '@weft/wire/weft/lineage';
import { z } from 'zod';
import { route, Written } from '../kit/route.ts';
import { writeLineage } from './present-lineage.ts';
import { comparisonSchema } from './read-comparison.ts';

/** What an address has room for. */
const text = z.string().max(4_000);
/** Of most, with its arrows. */
const bytesOfNode = 120;

export const lineageRoute = route({
  method: 'GET',
  path: '/api/weft/accounts/:accountId/lineage/',
  summary: 'Show the nodes of all projects that a selector names, and what reads what',
  needs: 'metadata:read',
  isList: true,
  input: z.object({
    accountId: idSchema<'account'>(),
    query: z.object({
      /** Left out: all nodes. A node's unique id is a term too. */
      select: text.optional(),
      exclude: text.default(''),
      compare: comparisonSchema,
      tests: z.enum(['true', 'false']).default('false'),
      /** An environment stands for its project in place of the production. */
      view: z.union([z.enum(['production', 'staging']), idSchema<'environment'>()]).default('production'),
      limit: z.coerce.number().int().min(1).max(50_000).default(20_000),
    }),
  }),
  answer: async (host, { accountId, query }, { caller }): Promise<Written<WireLineage>> => {
    const readable = projectsWith(caller, 'metadata:read', accountId);
    const isReadable = (id: Id<'project'>) => readable === null || readable.has(id);
    const { select = null, exclude, tests, limit, compare: compareWith } = query;
    const view = query.view;
    if (typeof view !== 'string') await requireReadable(host, { accountId, environmentId: view }, isReadable);
    const picture = await drawLineage(host, {
      accountId,
      view,
      select,
      exclude,
      compareWith,
      isWithTests: tests === 'true',
      limit,
      isReadable,
    });
    const nameOf = (id: Id<'project'>) => (isReadable(id) ? (picture.projectNames.get(id) ?? '') : null);
    return new Written(4_096 + bytesOfNode * picture.nodes.length, (json) => writeLineage(json, picture, nameOf));
  },
});

/** An environment of a project that one may not read looks as if it were not there. */
async function requireReadable(
  host: Host,
  { accountId, environmentId }: { readonly accountId: Id<'account'>; readonly environmentId: Id<'environment'> },
  isReadable: (id: Id<'project'>) => boolean,
): Promise<void> {
  const { projectId } = await getEnvironment(host, accountId, environmentId);
  if (!isReadable(projectId))
    throw new Fault('not_found', 'environment.not_found', `There is no environment ${environmentId} in this account.`);
}
