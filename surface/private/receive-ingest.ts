/** The PUT of an upload's bytes: without Authorization and content type, known by the secret in its address alone, and streamed. */
import { Socket } from 'node:net';
import { idSchema } from '@weft/base/id';
import { receiveUpload } from '@weft/domain/ingest/receive-upload';
import type { Host } from '@weft/host/host';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sendFailure } from '../kit/render-fault.ts';

const inputSchema = z.object({
  uploadId: idSchema<'upload'>().nullable().catch(null),
  secret: z.string().max(200).nullable().catch(null),
  sizeBytes: z.coerce.number().int().min(0).nullable().catch(null),
});

/** `app` is an instance of its own: no body of it is read by anybody else. */
export function serveIngestContent(app: FastifyInstance, host: Host): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.route<{ Params: { ingestId: string }; Querystring: Record<string, unknown> }>({
    method: 'PUT',
    url: '/api/private/ingests/:ingestId/content/',
    bodyLimit: Number.MAX_SAFE_INTEGER,
    handler: async (request, reply) => {
      const input = inputSchema.parse({
        uploadId: request.params.ingestId,
        secret: request.query.key ?? null,
        sizeBytes: request.headers['content-length'] ?? null,
      });
      try {
        await receiveUpload(host, { ...input, body: request.raw });
        return reply.code(200).send();
      } catch (error) {
        if (!request.raw.complete) hangUpAfterAnswer(request, reply);
        return sendFailure(host, error, request, reply);
      }
    },
  });
}

const farewell = { quietMilliseconds: 300, milliseconds: 3_000, bytes: 64 * 1024 * 1024 };

/**
 * What was not read is not wanted, but a line that is cut while somebody sends takes our answer with it. So we say that nothing more comes,
 * and first read nothing: whoever listens while they send then has time to hear, since their bytes no longer leave. Then we read on for a
 * moment, for those who listen only when all is sent; whoever still sends after that finds the line closed, and the answer before it.
 */
function hangUpAfterAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  const { socket } = raw;
  // A request within the process has no line.
  if (!(socket instanceof Socket)) return;
  let bytes = 0;
  // Node cuts the line as soon as the answer is out where the sender had asked for one request only (`Connection: close`).
  socket.destroySoon = () => socket.end();
  reply.raw.once('finish', () => {
    const timer = setTimeout(() => socket.destroy(), farewell.milliseconds);
    const quiet = setTimeout(() => {
      raw.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > farewell.bytes) socket.destroy();
      });
      raw.once('end', () => socket.destroy());
      raw.resume();
    }, farewell.quietMilliseconds);
    socket.once('close', () => {
      clearTimeout(timer);
      clearTimeout(quiet);
    });
    raw.pause();
    socket.end();
  });
}
