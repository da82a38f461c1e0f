/** What the clock makes Weft do: start jobs that are due, expire uploads, renew the certificate. */
import { messageOf } from '@weft/base/fault';
import { dropExpiredEvents } from '@weft/domain/audit/keep-events';
import { settleAudit } from '@weft/domain/audit/record-event';
import { cleanUpLeftovers } from '@weft/domain/ci/expire-leftovers';
import { forgetOldDeliveries } from '@weft/domain/ci/receive-delivery';
import { noticeAllPushes } from '@weft/domain/git/notice-pushes';
import { tidyRepositories } from '@weft/domain/git/tidy-repositories';
import { forgetPassed } from '@weft/domain/identity/sessions';
import { expireUploads } from '@weft/domain/ingest/expire-uploads';
import { reviewHeldRuns } from '@weft/domain/jobs/hold-for-upstream';
import { forgetOldMessages } from '@weft/domain/notify/queue-message';
import { tellOwnersAtOnce } from '@weft/domain/notify/tell-owners-at-once';
import { forgetOldEvents } from '@weft/domain/notify/webhook-log';
import { watchForAbandoned } from '@weft/domain/runs/end-abandoned-runs';
import type { Host } from '@weft/host/host';
import type { Listener } from '@weft/host/listener';
import { openTls } from '@weft/host/tls';
import { keepSchedule } from './keep-schedule.ts';
import { keepStates } from './keep-states.ts';

const minuteMilliseconds = 60_000;
const hourMilliseconds = 60 * minuteMilliseconds;
const dayMilliseconds = 24 * 60 * minuteMilliseconds;

/** Answers what stops them. One that fails is logged and comes again with the next turn. */
export function startChores(host: Host, listener: Listener): () => Promise<void> {
  const { config, paths, clock } = host;
  const timers = [
    every(host, 15_000, 'runs.held', () => reviewHeldRuns(host)),
    every(host, hourMilliseconds, 'ci.clean_up', () => cleanUpLeftovers(host)),
    // Also where no worker lives: a run whose worker died does not stay Running.
    every(host, 5_000, 'runs.abandoned', watchForAbandoned(host)),
    every(host, minuteMilliseconds, 'uploads.expire', () => expireUploads(host)),
    every(host, 10 * minuteMilliseconds, 'pushes.notice', () => noticeAllPushes(host)),
    every(host, hourMilliseconds, 'repositories.tidy', () => tidyRepositories(host)),
    every(host, dayMilliseconds, 'webhook_log.forget', () => forgetOldEvents(host)),
    every(host, hourMilliseconds, 'hook_deliveries.forget', () => forgetOldDeliveries(host)),
    every(host, dayMilliseconds, 'messages.forget', () => forgetOldMessages(host)),
    every(host, 15_000, 'owners.tell', () => tellOwnersAtOnce(host)),
    every(host, minuteMilliseconds, 'audit.settle', () => settleAudit(host)),
    every(host, dayMilliseconds, 'states.keep', () => keepStates(host)),
    every(host, dayMilliseconds, 'audit.expire', () => dropExpiredEvents(host)),
    every(host, hourMilliseconds, 'sessions.forget', () => forgetPassed(host)),
    // A Weft may run for longer than its certificate is good for.
    every(host, dayMilliseconds, 'certificate.renew', async () =>
      listener.useCertificate(await openTls({ config, folder: paths.tls, clock })),
    ),
  ];
  const schedule = keepSchedule(host);
  return async () => {
    schedule.stop();
    for (const timer of timers) clearInterval(timer);
  };
}

/** Once now, and never twice at once. */
function every(host: Host, milliseconds: number, name: string, work: () => Promise<unknown>): NodeJS.Timeout {
  let isBusy = false;
  const turn = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      await work();
    } catch (error) {
      host.log.warn('chore.failed', { chore: name, reason: messageOf(error) });
    } finally {
      isBusy = false;
    }
  };
  void turn();
  return setInterval(turn, milliseconds);
}
