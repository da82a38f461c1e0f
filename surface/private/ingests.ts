/** Announces and completes uploads, as dbt Core (utils/artifact_upload.py) and v2 (upload_artifact_ingest.rs) do: exactly 200, exactly 204, both after a retry too. */
import { idSchema } from '@weft/base/id';
import { completeUpload, giveUpUpload } from '@weft/domain/ingest/complete-upload';
import { openUpload } from '@weft/domain/ingest/open-upload';
import { getEnvironment } from '@weft/domain/projects/environments';
import type { Host } from '@weft/host/host';
import type { WireIngest } from '@weft/wire/private/ingest';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { uploadUrl } from './upload-url.ts';

const environmentPath = '/api/private/accounts/:accountId/environments/:environmentId';
const place = { accountId: idSchema<'account'>(), environmentId: idSchema<'environment'>() };

/** Core sends nothing at all, v2 an object with or without the job. */
const announcement = z
  .object({ job_id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullish().catch(null) })
  .optional()
  .default({});

async function scope(
  host: Host,
  input: { accountId: z.infer<typeof place.accountId>; environmentId: z.infer<typeof place.environmentId> },
) {
  return (await getEnvironment(host, input.accountId, input.environmentId)).projectId;
}

export const ingestRoutes: readonly AnyRoute[] = [
  route({
    method: 'POST',
    path: `${environmentPath}/ingests/`,
    isUncounted: true,
    needs: 'artifacts:upload',
    input: z.object({ ...place, body: announcement }),
    scope,
    // The end of it is recorded: a third request of each upload would say nothing more.
    changes: null,
    answer: async (host, { accountId, environmentId, body }, { caller, request }): Promise<WireIngest> => {
      const environment = await getEnvironment(host, accountId, environmentId);
      const announced = { environment, createdBy: caller.label, jobIdHint: body.job_id ?? null };
      const { uploadId, secret } = await openUpload(host, announced);
      return { id: uploadId, upload_url: uploadUrl(request, host.config.publicUrl, uploadId, secret) };
    },
  }),
  route({
    method: 'PATCH',
    path: `${environmentPath}/ingests/:ingestId/`,
    isUncounted: true,
    needs: 'artifacts:upload',
    input: z.object({ ...place, ingestId: idSchema<'upload'>(), body: z.object({ upload_status: z.string().min(1).max(100) }) }),
    scope,
    changes: { event: 'upload.completed' },
    answer: async (host, { environmentId, ingestId: uploadId, body }) => {
      if (body.upload_status.toUpperCase() === 'SUCCESS') await completeUpload(host, { environmentId, uploadId });
      else await giveUpUpload(host, { environmentId, uploadId }, body.upload_status);
      return new Bare(204, null);
    },
  }),
];
