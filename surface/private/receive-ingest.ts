/** The PUT of an upload's bytes: without Authorization and content type, known by the secret in its address alone, and streamed. */
import { idSchema } from '@weft/base/id';
import { receiveUpload } from '@weft/domain/ingest/receive-upload';
import type { Host } from '@weft/host/host';
import type { FastifyInstance } from 'fastify';
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
        // What was not read is not wanted: the line ends with the answer instead of with its last byte.
        reply.header('connection', 'close');
        return sendFailure(host, error, request, reply);
      }
    },
  });
}
