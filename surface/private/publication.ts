/** `GET …/projects/{consumer}/artifacts/publication/?dbt_project_name=`: what an engine downloads to resolve cross-project refs (dbt Fusion, download_publication.rs). */
import { idSchema } from '@weft/base/id';
import { consumerKind, findPublicationFor, readPublicationBody } from '@weft/domain/mesh/get-publication';
import { getEnvironment } from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import { successStatus } from '@weft/wire/envelope';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const projectId = idSchema<'project'>();
const head = Buffer.from(`{"status":${JSON.stringify(successStatus(200))},"data":`);
const tail = Buffer.from('}');

export const publicationRoute: AnyRoute = route({
  method: 'GET',
  path: '/api/private/accounts/:accountId/projects/:projectId/artifacts/publication/',
  isUncounted: true,
  needs: 'public_models:read',
  // The project in the path is the consumer; `environment_id` is our addition, and without it the caller is somebody who develops.
  input: z.object({
    accountId,
    projectId,
    query: z.object({ dbt_project_name: z.string().min(1).max(255), environment_id: idSchema<'environment'>().optional() }),
  }),
  scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
  answer: async (host, { accountId, projectId, query }, { request, reply }) => {
    const environment = query.environment_id === undefined ? null : await getEnvironment(host, accountId, query.environment_id);
    const kind = environment?.projectId === projectId ? consumerKind(environment) : 'development';
    const offered = await findPublicationFor(host, { accountId, projectId, kind }, query.dbt_project_name);
    const etag = `"${offered.digest}"`;
    reply.header('etag', etag).header('cache-control', 'private, no-cache').header('last-modified', offered.generatedAt.toUTCString());
    if (matches(request.headers['if-none-match'], etag)) return new Bare(304, null);
    reply.type('application/json; charset=utf-8');
    // The body is JSON already: what is around it is written around it.
    return new Bare(200, Buffer.concat([head, await readPublicationBody(host, offered.publicationId), tail]));
  },
});

function matches(header: string | undefined, etag: string): boolean {
  const known = (header ?? '').split(',').map((part) => part.trim().replace(/^W\//, ''));
  return known.includes('*') || known.includes(etag);
}
