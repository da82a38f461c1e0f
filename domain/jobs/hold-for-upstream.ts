/** Lets runs wait for fresh upstream models, and lets them go, or gives them up, when the time has come. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { changeHold, giveUpRun, listHeldBack } from '../runs/hold-run.ts';
import type { CauseCategory, Hold, QueuedRun } from '../runs/model.ts';
import type { Job } from './model.ts';
import { lastSuccessBegan, readUpstream } from './read-upstream.ts';
import { buildsOf, sayGivenUp, sayTrigger, sayWait, staleOf, upstreamRuleSchema, waitsForUpstream } from './upstream.ts';

/** Kept with the run, so that changing the job changes nothing for it. */
export const heldAboutSchema = z.object({
  rule: upstreamRuleSchema,
  since: z.coerce.date().nullable(),
  /** What brought the last model that was missing; null: it waits, or went without. */
  broughtBy: idSchema<'invocation'>().nullable(),
});
export type HeldAbout = z.infer<typeof heldAboutSchema>;

/** null: the run need not wait. */
export async function holdForUpstream(host: Host, job: Job, cause: CauseCategory): Promise<Hold | null> {
  const rule = job.upstream;
  if (rule?.wait == null || !waitsForUpstream(cause)) return null;
  const now = host.clock.now();
  const since = await lastSuccessBegan(host, job.accountId, job.id);
  const stale = staleOf(await readUpstream(host, job, rule.models), rule, since, now);
  if (stale.length === 0) return null;
  const until = new Date(now.getTime() + rule.wait.minutesMax * 60_000);
  const about: HeldAbout = { rule, since, broughtBy: null };
  return { reason: sayWait(stale, rule, since, until), until, otherwise: rule.wait.otherwise, releasedAt: null, outcome: null, about };
}

/** Looks at the account's waiting runs (null: at everybody's); safe to run twice and by two servers at once. */
export async function reviewHeldRuns(host: Host, accountId: Id<'account'> | null = null): Promise<void> {
  for (const run of await listHeldBack(host, accountId)) await reviewHeldRun(host, run);
}

async function reviewHeldRun(host: Host, run: QueuedRun): Promise<void> {
  const { hold } = run;
  const about = heldAboutSchema.safeParse(hold?.about);
  if (hold === null || !about.success) return;
  const { rule, since } = about.data;
  const now = host.clock.now();
  const states = await readUpstream(host, run, rule.models);
  const stale = staleOf(states, rule, since, now);
  if (stale.length === 0) {
    const broughtBy = buildsOf(states).newest?.successInvocationId ?? null;
    await changeHold(host, run.id, { ...hold, releasedAt: now, outcome: sayTrigger(states), about: { ...about.data, broughtBy } });
  } else if (now >= hold.until) {
    const why = sayGivenUp(stale, rule);
    if (hold.otherwise === 'fail') await giveUpRun(host, run.id, why);
    else await changeHold(host, run.id, { ...hold, releasedAt: now, outcome: `${why} It runs all the same.` });
  } else {
    const reason = sayWait(stale, rule, since, hold.until);
    if (reason !== hold.reason) await changeHold(host, run.id, { ...hold, reason });
  }
}
