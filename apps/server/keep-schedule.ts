/** Starts the jobs whose schedule is due, at the moment when it is. */
import { messageOf } from '@weft/base/fault';
import { millisecondsToNextDue, queueDueJobs } from '@weft/domain/jobs/start-due-jobs';
import type { Host } from '@weft/host/host';

/** The clock looks when a schedule is due; so often, in case a new one is due before that. */
const dueMilliseconds = 5_000;

export function keepSchedule(host: Host): { stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  let isOver = false;
  const turn = async () => {
    let pause = dueMilliseconds;
    try {
      await queueDueJobs(host);
      pause = Math.min(dueMilliseconds, Math.max(20, (await millisecondsToNextDue(host)) ?? dueMilliseconds));
    } catch (error) {
      host.log.warn('chore.failed', { chore: 'jobs.due', reason: messageOf(error) });
    }
    if (!isOver) timer = setTimeout(turn, pause);
  };
  void turn();
  return {
    stop() {
      isOver = true;
      if (timer) clearTimeout(timer);
    },
  };
}
