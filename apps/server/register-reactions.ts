/** Who reacts to what: the whole list, in one place, registered before anything is announced. */

import type { Id } from '@weft/base/id';
import { workExports } from '@weft/domain/audit/export-events';
import { recordRefusedSignIn, recordSignIn } from '@weft/domain/audit/on-sign-in';
import { catalogAcceptedState } from '@weft/domain/catalog/on-artifacts-accepted';
import { pullRequestClosed } from '@weft/domain/ci/events';
import { cleanUpAfterPullRequest } from '@weft/domain/ci/on-pull-request-closed';
import { reportRun } from '@weft/domain/ci/queue-reports';
import { workReports } from '@weft/domain/ci/send-reports';
import { startMergeJobsOf } from '@weft/domain/ci/start-merge-jobs';
import { workCleanUps } from '@weft/domain/ci/work-clean-ups';
import { workHookDeliveries } from '@weft/domain/ci/work-deliveries';
import { repositoryPushed } from '@weft/domain/git/events';
import { workMoves } from '@weft/domain/git/work-moves';
import { mailPasswordLink, passwordLinkAsked } from '@weft/domain/identity/change-password';
import { signInRefused, signInSucceeded } from '@weft/domain/identity/events';
import { artifactsAccepted, uploadRejected } from '@weft/domain/ingest/events';
import { workUploads } from '@weft/domain/ingest/work-uploads';
import { recordAcceptedArtifacts } from '@weft/domain/jobs/on-artifacts-accepted';
import { startJobsAfter } from '@weft/domain/jobs/on-run-ended';
import { recordRejectedUpload } from '@weft/domain/jobs/on-upload-rejected';
import { reviewUpstream } from '@weft/domain/jobs/on-upstream-built';
import { queueColumns, workColumns } from '@weft/domain/lineage/work-columns';
import { publicationChanged } from '@weft/domain/mesh/events';
import { publishAcceptedState } from '@weft/domain/mesh/on-artifacts-accepted';
import { workDeliveries } from '@weft/domain/notify/deliver-event';
import { announceRun, eventTypesOf } from '@weft/domain/notify/on-run-changed';
import { notifyOfRun } from '@weft/domain/notify/on-run-ended';
import { workMessages } from '@weft/domain/notify/queue-message';
import { runChanged } from '@weft/domain/runs/events';
import { isFinished } from '@weft/domain/runs/model';
import { putAwayKeysAfter } from '@weft/domain/runs/on-run-ended';
import type { OpenOutbox } from '@weft/host/events';
import type { Host } from '@weft/host/host';
import { workMail } from '@weft/host/mail';

export async function registerReactions(host: Host, outbox: OpenOutbox): Promise<void> {
  // Other projects wait for the publication, and reading the results of a large build holds up everything else for a while: it goes second.
  const publishing = new Map<Id<'invocation'>, Promise<void>>();
  outbox.on(artifactsAccepted, 'publish', async (news) => {
    const publication = publishAcceptedState(host, news);
    publishing.set(news.invocationId, publication);
    await publication.finally(() => publishing.delete(news.invocationId));
  });
  outbox.on(artifactsAccepted, 'record-run', async (news) => {
    await publishing.get(news.invocationId)?.catch(() => {});
    await recordAcceptedArtifacts(host, news);
  });
  outbox.on(artifactsAccepted, 'catalog', async (news) => {
    await publishing.get(news.invocationId)?.catch(() => {});
    await catalogAcceptedState(host, news);
  });
  outbox.on(uploadRejected, 'record-run', (news) => recordRejectedUpload(host, news));
  outbox.on(artifactsAccepted, 'trace-columns', (news) => queueColumns(host, news));
  outbox.on(artifactsAccepted, 'tell-browsers', async (news) => {
    if (news.uploadId !== null) host.signals.send(`account:${news.accountId}`, { kind: 'upload.changed', ...news });
  });
  outbox.on(uploadRejected, 'tell-browsers', async (news) =>
    host.signals.send(`account:${news.accountId}`, { kind: 'upload.changed', ...news }),
  );
  outbox.on(publicationChanged, 'tell-browsers', async (news) =>
    host.signals.send(`account:${news.accountId}`, { kind: 'publication.changed', ...news }),
  );
  outbox.on(runChanged, 'webhooks', (news) => announceRun(host, news), { wants: ({ state }) => eventTypesOf(state).length > 0 });
  outbox.on(runChanged, 'notify', (news) => notifyOfRun(host, news), { wants: isFinished });
  outbox.on(signInSucceeded, 'audit', (news) => recordSignIn(host, news));
  outbox.on(signInRefused, 'audit', (news) => recordRefusedSignIn(host, news));
  outbox.on(runChanged, 'put-away-keys', (news) => putAwayKeysAfter(host, news), { wants: isFinished });
  outbox.on(runChanged, 'start-next-jobs', (news) => startJobsAfter(host, news), { wants: isFinished });
  outbox.on(artifactsAccepted, 'review-upstream', (news) => reviewUpstream(host, news));
  outbox.on(runChanged, 'report-to-provider', (news) => reportRun(host, news), { wants: ({ isOfPullRequest }) => isOfPullRequest });
  outbox.on(pullRequestClosed, 'clean-up', (news) => cleanUpAfterPullRequest(host, news));
  outbox.on(repositoryPushed, 'start-merge-jobs', (news) => startMergeJobsOf(host, news));
  outbox.on(passwordLinkAsked, 'mail-link', (asked) => mailPasswordLink(host, asked));
  await outbox.start();
  await workUploads(host);
  await workColumns(host);
  await workCleanUps(host);
  await workHookDeliveries(host);
  await workReports(host);
  await workExports(host);
  await workMoves(host);
  await workDeliveries(host);
  await workMessages(host);
  await workMail(host);
}
