/** The files that runs left: `…/runs/{id}/artifacts/…` and `…/jobs/{id}/artifacts/…`. A file is answered raw, without the envelope. */
import type { Readable } from 'node:stream';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { listRuns } from '@weft/domain/runs/list-runs';
import { listRunArtifacts, openRunArtifact } from '@weft/domain/runs/run-artifacts';
import type { Host } from '@weft/host/host';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { scopeOfJob } from './jobs.ts';
import { scopeOfRun } from './runs.ts';

const accountId = idSchema<'account'>();
const ofRun = z.object({
  accountId,
  runId: idSchema<'run'>(),
  query: z.object({
    step: z.preprocess((value) => (value === '' ? undefined : value), z.coerce.number().int().min(0).max(1e9).optional()),
  }),
});
/** The rest of the path, which clients send with and without a slash behind it. */
const path = z.string().transform((text) => text.replace(/\/+$/, ''));

export const runArtifactRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/runs/:runId/artifacts/',
    needs: 'runs:read',
    input: ofRun,
    scope: scopeOfRun,
    answer: async (host, { accountId, runId, query }) =>
      (await listRunArtifacts(host, accountId, runId, query.step)).map((file) => file.path),
  }),
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/runs/:runId/artifacts/*',
    needs: 'runs:read',
    input: ofRun.extend({ '*': path }),
    scope: scopeOfRun,
    answer: async (host, { accountId, runId, query, '*': path }, { reply }) => {
      const step = query.step === undefined ? {} : { stepIndex: query.step };
      return sendFile(reply, path, await openRunArtifact(host, accountId, { runId, path, ...step }));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/jobs/:jobId/artifacts/*',
    needs: 'runs:read',
    input: z.object({ accountId, jobId: idSchema<'job'>(), '*': path }),
    scope: scopeOfJob,
    answer: async (host, { accountId, jobId, '*': path }, { reply }) =>
      sendFile(reply, path, await openNewest(host, accountId, jobId, path)),
  }),
];

/** Runs that did not end well say nothing of how things are; of the others, not every one left every file. */
const runsLookedAt = 20;

async function openNewest(host: Host, accountId: Id<'account'>, jobId: Id<'job'>, path: string): Promise<Readable> {
  const filter = { accountId, jobId, states: ['succeeded'] as const };
  const { runs } = await listRuns(host, filter, { order: { by: 'id', isDescending: true }, limit: runsLookedAt, offset: 0 });
  for (const { id: runId } of runs) {
    const stream = await openRunArtifact(host, accountId, { runId, path }).catch((error: unknown) => {
      if (error instanceof Fault && error.code === 'run.artifact_not_found') return null;
      throw error;
    });
    if (stream) return stream;
  }
  throw new Fault('not_found', 'run.artifact_not_found', `None of the last successful runs of job ${jobId} has a file ${path}.`);
}

/** Files are other people's: a browser that opens one must neither guess what it is nor carry out what is in it. */
function sendFile(reply: FastifyReply, path: string, stream: Readable): Bare {
  reply
    .type(contentTypeOf(path))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox");
  return new Bare(200, stream);
}

function contentTypeOf(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  if (ending === 'json') return 'application/json';
  return textEndings.has(ending) ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}

const textEndings = new Set(['sql', 'log', 'txt', 'yml', 'yaml', 'md', 'csv', 'py', 'jsonl', 'html', 'xml']);
