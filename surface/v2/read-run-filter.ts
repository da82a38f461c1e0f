/** What lists of runs are asked for: the filters of the official API, read into ours, with what the caller may see put in. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { projectsWith } from '@weft/domain/access/model';
import type { listRuns } from '@weft/domain/runs/list-runs';
import { z } from 'zod';
import { pageSchema, readFlag, readNumbers, readRange, readWords } from '../kit/read-list.ts';
import { statesOfWireStatus } from './present-run.ts';

const asked = z.unknown().optional();

/** A run's `trigger_id` is its own id. `cause_category`, `git_branch` and `pull_request_number` are Weft's own. */
export const runListQuery = pageSchema.extend({
  pk: asked,
  pk__in: asked,
  trigger_id: asked,
  id__gt: asked,
  project_id: asked,
  project_id__in: asked,
  environment_id: asked,
  job_definition_id: asked,
  deferring_run_id: asked,
  status: asked,
  status__in: asked,
  dbt_version: asked,
  dbt_version__in: asked,
  has_docs_generated: asked,
  has_sources_generated: asked,
  created_at__range: asked,
  finished_at__range: asked,
  cause_category: asked,
  git_branch: asked,
  pull_request_number: asked,
  include_related: asked,
});
export type RunListQuery = z.infer<typeof runListQuery>;
type RunFilter = Parameters<typeof listRuns>[1];

/** null: nothing can match, such as a status that does not exist or a project that the caller may not read. */
export function readRunFilter(accountId: Id<'account'>, query: RunListQuery, caller: Caller): RunFilter | null {
  const readable = projectsWith(caller, 'runs:read', accountId);
  const projectIds = narrow([
    readable === null ? null : [...readable],
    readIds<'project'>('project_id', query.project_id),
    readIds<'project'>('project_id__in', query.project_id__in),
  ]);
  const ids = narrow([
    readIds<'run'>('pk', query.pk),
    readIds<'run'>('pk__in', query.pk__in),
    readIds<'run'>('trigger_id', query.trigger_id),
  ]);
  const states = narrow([readStates('status', query.status), readStates('status__in', query.status__in)]);
  const dbtVersions = narrow([readVersions(query.dbt_version), readVersions(query.dbt_version__in)]);
  const environments = readIds<'environment'>('environment_id', query.environment_id);
  const jobs = readIds<'job'>('job_definition_id', query.job_definition_id);
  const deferringTo = readIds<'run'>('deferring_run_id', query.deferring_run_id);
  if ([projectIds, ids, states, dbtVersions, environments, jobs, deferringTo].some((list) => list?.length === 0)) return null;
  return {
    accountId,
    projectIds: projectIds ?? undefined,
    ids: ids ?? undefined,
    states: states ?? undefined,
    dbtVersions: dbtVersions ?? undefined,
    environmentId: environments?.[0],
    jobId: jobs?.[0],
    deferringTo: deferringTo ?? undefined,
    gitBranch: readText(query.git_branch),
    pullRequestNumber: readNumbers('pull_request_number', query.pull_request_number)?.[0],
    idAbove: readNumbers('id__gt', query.id__gt)?.[0],
    hasDocsGenerated: readFlag('has_docs_generated', query.has_docs_generated) ?? undefined,
    hasSourcesGenerated: readFlag('has_sources_generated', query.has_sources_generated) ?? undefined,
    createdBetween: readRange('created_at__range', query.created_at__range) ?? undefined,
    finishedBetween: readRange('finished_at__range', query.finished_at__range) ?? undefined,
    causeCategory: readText(query.cause_category),
  };
}

/** Whole: a branch may have a comma or brackets in its name. */
function readText(value: unknown): string | undefined {
  return value === undefined || value === '' ? undefined : String(value);
}

/** A number that cannot be an id is nobody's. */
function readIds<Noun extends string>(name: string, value: unknown): Id<Noun>[] | null {
  return (
    readNumbers(name, value)?.flatMap((number) => {
      const read = idSchema<Noun>().safeParse(number);
      return read.success ? [read.data] : [];
    }) ?? null
  );
}

function readStates(name: string, value: unknown): ReturnType<typeof statesOfWireStatus> | null {
  return readNumbers(name, value)?.flatMap(statesOfWireStatus) ?? null;
}

function readVersions(value: unknown): string[] | null {
  const words = readWords(value);
  return words.length === 0 ? null : words;
}

/** What is in all of the lists; null is a list of everything. */
function narrow<Value>(lists: readonly (readonly Value[] | null)[]): readonly Value[] | null {
  return lists.reduce(
    (before, list) => (before === null ? list : list === null ? before : before.filter((value) => list.includes(value))),
    null,
  );
}
