/** Who reacts to what: the whole list, in one place, registered before anything is announced. */

import { idSchema } from '@weft/base/id';
import { acceptQueue } from '@weft/domain/ingest/complete-upload';
import { artifactsAccepted, uploadRejected } from '@weft/domain/ingest/events';
import { acceptUpload } from '@weft/domain/ingest/settle-upload';
import { recordAcceptedArtifacts } from '@weft/domain/jobs/on-artifacts-accepted';
import { recordRejectedUpload } from '@weft/domain/jobs/on-upload-rejected';
import { publicationChanged } from '@weft/domain/mesh/events';
import { publishAcceptedState } from '@weft/domain/mesh/on-artifacts-accepted';
import type { OpenOutbox } from '@weft/host/events';
import type { Host } from '@weft/host/host';
import { z } from 'zod';

const acceptData = z.object({ uploadId: idSchema<'upload'>() });

export async function registerReactions(host: Host, outbox: OpenOutbox): Promise<void> {
  outbox.on(artifactsAccepted, 'publish', (news) => publishAcceptedState(host, news));
  outbox.on(artifactsAccepted, 'record-run', (news) => recordAcceptedArtifacts(host, news));
  outbox.on(uploadRejected, 'record-run', (news) => recordRejectedUpload(host, news));
  outbox.on(artifactsAccepted, 'tell-browsers', async (news) => {
    if (news.uploadId !== null) host.signals.send(`account:${news.accountId}`, { kind: 'upload.changed', ...news });
  });
  outbox.on(uploadRejected, 'tell-browsers', async (news) =>
    host.signals.send(`account:${news.accountId}`, { kind: 'upload.changed', ...news }),
  );
  outbox.on(publicationChanged, 'tell-browsers', async (news) =>
    host.signals.send(`account:${news.accountId}`, { kind: 'publication.changed', ...news }),
  );
  await outbox.start();
  await host.queue.work(acceptQueue, { concurrency: 2, retries: 8 }, async (data) => acceptUpload(host, acceptData.parse(data).uploadId));
}
