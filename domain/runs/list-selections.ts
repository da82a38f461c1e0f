/** What the page of a run shows of its selections, and the rules of a project by which changes are none. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getRun } from './list-runs.ts';
import { type IgnoreRule, type IgnoreRuleContent, ignoreRuleSchema, type Selection, type SelectionSummary } from './selection.ts';
import { endIgnoreRule, insertIgnoreRule, selectIgnoreRules, selectSelections } from './store-selection.ts';
import { readSelectionBlob } from './watch-selection.ts';

export interface StepSelection extends Selection {
  readonly stepIndex: number;
  readonly summary: SelectionSummary;
}

/** By step; steps that select without `state:` have none. Fault: not_found `run.not_found`. */
export async function listSelections(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<readonly StepSelection[]> {
  await getRun(host, accountId, runId);
  const rows = await selectSelections(host.database.db, runId);
  const none: Selection = { changes: [], moreChanges: 0, selected: [] };
  return Promise.all(
    rows.map(async ({ stepIndex, summary, blobKey }) => ({ stepIndex, summary, ...((await readSelectionBlob(host, blobKey)) ?? none) })),
  );
}

/** In force, oldest first. */
export function listIgnoreRules(host: Host, accountId: Id<'account'>, projectId: Id<'project'>): Promise<readonly IgnoreRule[]> {
  return selectIgnoreRules(host.database.db, accountId, projectId);
}

/** From the next run on. Fault: invalid `ignore_rule.invalid`. */
export async function addIgnoreRule(
  host: Host,
  where: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'>; readonly createdBy: string },
  content: IgnoreRuleContent,
): Promise<IgnoreRule> {
  const read = ignoreRuleSchema.safeParse(content);
  if (!read.success)
    throw new Fault(
      'invalid',
      'ignore_rule.invalid',
      'A rule names a node (its unique id, "*" for any part), what differs, and why that is no change.',
    );
  return host.database.transaction((tx) => insertIgnoreRule(tx, { ...where, ...read.data, createdAt: host.clock.now() }));
}

/** Fault: not_found `ignore_rule.not_found`. */
export async function removeIgnoreRule(
  host: Host,
  which: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'>; readonly ruleId: Id<'ignoreRule'> },
): Promise<void> {
  const isEnded = await host.database.transaction((tx) => endIgnoreRule(tx, which, host.clock.now()));
  if (!isEnded)
    throw new Fault('not_found', 'ignore_rule.not_found', `This project has no rule ${which.ruleId}. List its rules to see which it has.`);
}
