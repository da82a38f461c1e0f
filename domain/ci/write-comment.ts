/** The one comment on a pull request: what each job made of its newest commit, in Markdown that nobody's names or messages can break out of. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listJobsOfRuns } from '../jobs/list-jobs.ts';
import { getProject } from '../projects/get-project.ts';
import { getRun, listRunNodes } from '../runs/list-runs.ts';
import { type Run, timesOf } from '../runs/model.ts';
import type { RunNode } from '../runs/run-node.ts';
import type { PullRequest, PullRequestCheck } from './pull-request-model.ts';
import { statusOf } from './pull-request-model.ts';
import { urlOfPullRequest, urlOfRun } from './queue-reports.ts';
import { selectChecks } from './store.ts';

/** Below what any provider takes. */
const lengthMax = 30_000;
const jobsMax = 50;
const messageLengthMax = 400;

/** Nobody sees it: by it the comment is found again. Two Wefts at one repository each have their own. */
export function markerOf(host: Pick<Host, 'config'>, pullRequest: PullRequest): string {
  return `<!-- weft ${host.config.publicUrl.replaceAll('--', '')} pull-request ${pullRequest.id} -->`;
}

export async function writeComment(host: Host, pullRequest: PullRequest): Promise<string> {
  const checks = await selectChecks(host.database.db, [pullRequest.id]);
  const last = newestOfEachJob(checks);
  const [project, jobs] = await Promise.all([
    getProject(host, pullRequest.accountId, pullRequest.projectId),
    listJobsOfRuns(
      host,
      pullRequest.accountId,
      last.map(({ jobId }) => jobId),
    ),
  ]);
  const nameOf = (jobId: Id<'job'>) => jobs.find(({ id }) => id === jobId)?.name ?? `job ${jobId}`;
  const parts = await Promise.all(last.slice(0, jobsMax).map((check) => describeCheck(host, pullRequest, check, nameOf(check.jobId))));
  const head = pullRequest.headSha === null ? '' : ` at ${code(pullRequest.headSha.slice(0, 7))}`;
  const text = [
    markerOf(host, pullRequest),
    `**Weft** · ${plain(project.name)}${head} · [all runs of this pull request](${urlOfPullRequest(host, pullRequest)})`,
    ['| job | status | took | built | tests | selected | schema |', '|---|---|---|---|---|---|---|', ...parts.map(({ row }) => row)].join(
      '\n',
    ),
    ...parts.flatMap(({ errors }) => errors),
  ].join('\n\n');
  const scrubbed = host.scrubber.scrub(text);
  return scrubbed.length <= lengthMax ? scrubbed : `${scrubbed.slice(0, lengthMax)}\n\n…`;
}

function newestOfEachJob(newestFirst: readonly PullRequestCheck[]): readonly PullRequestCheck[] {
  const seen = new Map<Id<'job'>, PullRequestCheck>();
  for (const check of newestFirst) if (!seen.has(check.jobId)) seen.set(check.jobId, check);
  return [...seen.values()].filter(({ outcome, runId }) => runId !== null || outcome !== 'refused').sort((a, b) => a.jobId - b.jobId);
}

interface Described {
  readonly row: string;
  readonly errors: readonly string[];
}

async function describeCheck(host: Host, pullRequest: PullRequest, check: PullRequestCheck, name: string): Promise<Described> {
  if (check.runId === null)
    return { row: `| ${plain(name)} | not affected | – | – | – | – | – |`, errors: [`${plain(name)}: ${plain(check.explanation)}`] };
  const [run, nodes] = await Promise.all([getRun(host, pullRequest.accountId, check.runId), listRunNodes(host, check.runId)]);
  const url = urlOfRun(host, run);
  const { startedAt, finishedAt } = timesOf(run);
  const took = startedAt && finishedAt ? `${Math.max(0, Math.round((finishedAt.getTime() - startedAt.getTime()) / 1000))} s` : '–';
  const schema = run.plan.schemaOverride === null ? '–' : code(run.plan.schemaOverride);
  const row = `| [${plain(name)}](${url}) | ${wordOf(run)} | ${took} | ${countBuilt(nodes)} | ${countTests(nodes)} | [selection](${url}?tab=selection) | ${schema} |`;
  return { row, errors: describeEnd(run, nodes, name) };
}

function wordOf(run: Run): string {
  const words = {
    queued: 'waits',
    running: 'is being run',
    success: '✅ succeeded',
    failure: '❌ failed',
    cancelled: 'cancelled',
    error: '❌',
  };
  return words[statusOf(run).state];
}

const isTest = ({ resourceType }: RunNode) => resourceType === 'test' || resourceType === 'unit_test';

function countBuilt(nodes: readonly RunNode[]): string {
  return counted(nodes.filter((node) => !isTest(node)));
}

function countTests(nodes: readonly RunNode[]): string {
  return counted(nodes.filter(isTest));
}

function counted(nodes: readonly RunNode[]): string {
  const of = (state: RunNode['state'], word: string) => {
    const number = nodes.filter((node) => node.state === state).length;
    return number === 0 ? [] : [`${number} ${word}`];
  };
  const parts = [...of('succeeded', 'good'), ...of('warned', 'warned'), ...of('failed', 'failed'), ...of('skipped', 'skipped')];
  return parts.length === 0 ? '–' : parts.join(', ');
}

/** The first error says most; of a run that no node failed, its own reason. */
function describeEnd(run: Run, nodes: readonly RunNode[], name: string): readonly string[] {
  const [first] = nodes.filter(({ state }) => state === 'failed');
  if (first) return [`${plain(name)}: ${code(`${first.resourceType} ${first.name}`)} failed: ${code(shortened(first.message))}`];
  return run.state === 'failed' || run.state === 'cancelled' ? [`${plain(name)}: ${code(shortened(run.reason))}`] : [];
}

/** dbt says in the first line of a message only where it happened. */
function shortened(text: string | null): string {
  const words = (text ?? '').replace(/\s+/g, ' ').trim();
  if (words === '') return 'no message';
  return words.length <= messageLengthMax ? words : `${words.slice(0, messageLengthMax - 1)}…`;
}

/** Text as text: no link, no picture, no mention of a person, no HTML. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+\-.!|~>$:]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', '&#64;');
}

/** In a code span nothing but its own end, and in a table the bar, means anything. */
export function code(text: string): string {
  const quiet = text.replace(/\s+/g, ' ').replaceAll('`', "'").replaceAll('|', '\\|').trim();
  return `\`${quiet === '' ? ' ' : quiet}\``;
}
