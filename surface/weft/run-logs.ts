/** The log of a step by line numbers: any page of it, where something is in it, and the whole as a file. */
import { Readable } from 'node:stream';
import { idSchema } from '@weft/base/id';
import type { LogBytes } from '@weft/domain/runs/log-bytes';
import { readLogLines, searchLog } from '@weft/domain/runs/read-log-lines';
import { findStepLog } from '@weft/domain/runs/read-step-log';
import { logKinds } from '@weft/domain/runs/step-log';
import type { WireLogHits, WireLogLines } from '@weft/wire/weft/run-log';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { scopeOfRun } from '../v2/runs.ts';

const kind = z.enum(logKinds).default('plain');
const ofStep = z.object({
  accountId: idSchema<'account'>(),
  runId: idSchema<'run'>(),
  stepIndex: z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number),
});
const path = '/api/weft/accounts/:accountId/runs/:runId/steps/:stepIndex/log/';
const linesMax = 2000;
const textMax = 500;

export const runLogRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: `${path}lines/`,
    summary: 'Read lines of a log by their numbers',
    needs: 'runs:read',
    input: ofStep.extend({
      query: z.object({
        kind,
        from: z.coerce.number().int().min(1).max(1e12).default(1),
        count: z.coerce.number().int().min(0).max(linesMax).default(500),
      }),
    }),
    scope: scopeOfRun,
    answer: async (host, { accountId, runId, stepIndex, query }): Promise<WireLogLines> => {
      const wanted = { runId, stepIndex, kind: query.kind, from: query.from - 1, count: query.count };
      const { lines, lineCount, sizeBytes, isComplete } = await readLogLines(host, accountId, wanted);
      return { from: query.from, lines, line_count: lineCount, size_bytes: sizeBytes, is_complete: isComplete };
    },
  }),
  route({
    method: 'GET',
    path: `${path}search/`,
    summary: 'Find text or errors in a log',
    needs: 'runs:read',
    input: ofStep.extend({
      query: z
        .object({ kind, text: z.string().min(1).max(textMax).optional(), errors: z.enum(['true']).optional() })
        .refine(({ text, errors }) => (text === undefined) !== (errors === undefined), {
          message: 'Say what to look for: either `text`, or `errors=true`.',
        }),
    }),
    scope: scopeOfRun,
    answer: async (host, { accountId, runId, stepIndex, query }): Promise<WireLogHits> => {
      const hits = await searchLog(host, accountId, { runId, stepIndex, kind: query.kind, text: query.text ?? null });
      return { lines: hits.lines.map((line) => line + 1), is_whole: hits.isWhole };
    },
  }),
  route({
    method: 'GET',
    path: `${path}download/`,
    summary: 'Download a log',
    needs: 'runs:read',
    input: ofStep.extend({ query: z.object({ kind }) }),
    scope: scopeOfRun,
    answer: async (host, { accountId, runId, stepIndex, query }, { reply }) => {
      const { bytes } = await findStepLog(host, accountId, { runId, stepIndex, kind: query.kind });
      reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
      reply.header('content-disposition', `attachment; filename="run-${runId}-step-${stepIndex}-${query.kind}.log"`);
      return new Bare(200, Readable.from(inPieces(bytes), { objectMode: false }));
    },
  }),
];

const pieceBytes = 1024 * 1024;

/** As far as it reached when it was asked for. */
async function* inPieces(bytes: LogBytes): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < bytes.sizeBytes; ) {
    const piece = await bytes.read(at, Math.min(bytes.sizeBytes, at + pieceBytes));
    if (piece.length === 0) return;
    at += piece.length;
    yield piece;
  }
}
