/** When public models of other projects are fresh enough for a job, and what that means for a run: every decision, and the words for it. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { z } from 'zod';
import type { CauseCategory } from '../runs/model.ts';

export const upstreamModelSchema = z.object({ projectId: idSchema<'project'>(), uniqueId: z.string() });
export type UpstreamModel = Readonly<z.infer<typeof upstreamModelSchema>>;

export const upstreamRuleSchema = z.object({
  models: z.array(upstreamModelSchema).min(1).max(50),
  /** Fresh: built since the job's last successful run began (null), or within so many hours. */
  withinHours: z.number().int().min(1).max(8760).nullable(),
  /** A run that the clock, another job or an API call asks for waits until all are fresh; null: it does not wait. */
  wait: z.object({ minutesMax: z.number().int().min(1).max(10_080), otherwise: z.enum(['run', 'fail']) }).nullable(),
  /** The job starts when all have been built anew. */
  isTrigger: z.boolean(),
});
export type UpstreamRule = Readonly<z.infer<typeof upstreamRuleSchema>>;

/** What is known of a model in the environment that the job's runs read it from. */
export interface UpstreamState extends UpstreamModel {
  /** As people read it: `fct_orders`, `fct_orders.v2`. */
  readonly name: string;
  readonly projectName: string;
  /** null: its project has no environment to read from. */
  readonly environmentId: Id<'environment'> | null;
  readonly environmentName: string | null;
  /** null: it never succeeded there. */
  readonly successAt: Date | null;
  readonly successInvocationId: Id<'invocation'> | null;
  /** dbt's word for the last result, good or bad; null: none. */
  readonly lastStatus: string | null;
}

/** When the job's runs must have been overtaken by the models; null: it has not run, so anything is newer. */
export type Since = Date | null;

export function isFresh(state: UpstreamState, rule: Pick<UpstreamRule, 'withinHours'>, since: Since, now: Date): boolean {
  if (state.successAt === null) return false;
  if (rule.withinHours !== null) return state.successAt.getTime() >= now.getTime() - rule.withinHours * 3_600_000;
  return since === null || state.successAt > since;
}

export function staleOf(states: readonly UpstreamState[], rule: UpstreamRule, since: Since, now: Date): readonly UpstreamState[] {
  return states.filter((state) => !isFresh(state, rule, since, now));
}

/** A person who presses "Run now", a retry and a pull request want it now. */
export function waitsForUpstream(cause: CauseCategory): boolean {
  return cause === 'scheduled' || cause === 'api' || cause === 'job completion' || cause === 'merge';
}

/**
 * Does what is there now start the job? Every model was built since the job last began (`since`), so that one that comes later than the others is
 * waited for, and each set of builds starts it once.
 */
export function isTriggered(states: readonly UpstreamState[], rule: UpstreamRule, since: Since, now: Date): boolean {
  const isNew = (state: UpstreamState) => isFresh(state, { withinHours: null }, since, now);
  return rule.isTrigger && states.length > 0 && states.every(isNew) && staleOf(states, rule, since, now).length === 0;
}

/** Names one set of builds, whatever their order; `newest` is the one that made it complete. */
export function buildsOf(states: readonly UpstreamState[]): { readonly key: string; readonly newest: UpstreamState | null } {
  const ordered = [...states].sort((a, b) => (a.successAt?.getTime() ?? 0) - (b.successAt?.getTime() ?? 0));
  const key = states
    .map((state) => state.successInvocationId ?? 0)
    .sort((a, b) => a - b)
    .join('-');
  return { key, newest: ordered.at(-1) ?? null };
}

export function sayWait(stale: readonly UpstreamState[], rule: UpstreamRule, since: Since, until: Date): string {
  const wanted =
    rule.withinHours !== null
      ? `built within ${rule.withinHours === 1 ? 'an hour' : `${rule.withinHours} hours`}`
      : since === null
        ? 'built'
        : `built since this job’s last successful run began (${utc(since)})`;
  const models = stale.map((state) => `${state.name} of ${state.projectName} (${lastBuilt(state)})`).join(', ');
  const then = rule.wait?.otherwise === 'fail' ? 'then it fails' : 'then it runs all the same';
  return `Waits for ${models} to be ${wanted}. At most until ${utc(until)}: ${then}.`;
}

export function sayGivenUp(stale: readonly UpstreamState[], rule: UpstreamRule): string {
  const models = stale.map((state) => `${state.name} of ${state.projectName} (${lastBuilt(state)})`).join(', ');
  return `Waited ${sayMinutes(rule.wait?.minutesMax ?? 0)} for fresh upstream models, and these did not come: ${models}.`;
}

export function sayTrigger(states: readonly UpstreamState[]): string {
  const [first, ...more] = [...states].sort((a, b) => (b.successAt?.getTime() ?? 0) - (a.successAt?.getTime() ?? 0));
  if (!first) return 'Upstream is fresh';
  const rest = more.length === 0 ? '' : ` and ${more.length} more`;
  return `Upstream is fresh: ${first.name} of ${first.projectName}${rest}`;
}

/** `model.shop.orders.v2` → `orders.v2`. */
export function modelName(uniqueId: string): string {
  return uniqueId.split('.').slice(2).join('.') || uniqueId;
}

function lastBuilt(state: UpstreamState): string {
  if (state.environmentId === null) return 'its project has no production environment';
  if (state.successAt === null) return 'never built';
  return `last built ${utc(state.successAt)}`;
}

function sayMinutes(minutes: number): string {
  if (minutes % 60 !== 0) return `${minutes} min`;
  return minutes === 60 ? 'an hour' : `${minutes / 60} hours`;
}

function utc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
