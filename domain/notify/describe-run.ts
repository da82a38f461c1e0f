/** What a message says of a run, before it is a mail or a post: a title, facts, and the nodes that somebody must look at. */
import { z } from 'zod';
import type { Run } from '../runs/model.ts';
import { statusMessageOf, timesOf } from '../runs/model.ts';
import type { RunNode } from '../runs/run-node.ts';
import { isWarning } from '../runs/run-node.ts';

const nodeSchema = z.object({ name: z.string(), state: z.string(), message: z.string().nullable() });

export const letterSchema = z.object({
  title: z.string(),
  facts: z.array(z.tuple([z.string(), z.string()])),
  reason: z.string().nullable(),
  nodes: z.array(nodeSchema),
  /** How many there are beyond those that are named. */
  moreNodes: z.number().int(),
  url: z.string(),
});
/** Plain text throughout: whoever renders it escapes it. */
export type Letter = Readonly<z.infer<typeof letterSchema>>;

export interface RunWithNames {
  readonly run: Run;
  readonly projectName: string;
  readonly environmentName: string;
  readonly nodes: readonly RunNode[];
  /** Of the run's page. */
  readonly url: string;
}

const namedMax = 10;
const lineMax = 300;

/** `nodes` are all of the run; those that are named are the bad ones. */
export function describeRun(about: RunWithNames): Letter {
  const { run } = about;
  const bad = about.nodes.filter(run.state === 'succeeded' ? isWarning : ({ state }) => state === 'failed');
  const outcome = {
    succeeded: bad.length === 0 ? 'succeeded' : `succeeded with ${count(bad.length, 'warning')}`,
    failed: 'failed',
    cancelled: 'was cancelled',
    ...{ queued: 'is queued', starting: 'is starting', running: 'is running' },
  }[run.state];
  return {
    title: `${run.plan.jobName} ${outcome}`,
    facts: factsOf(about),
    // The nodes say more than the sum of them does.
    reason: bad.length > 0 && run.state === 'failed' ? null : statusMessageOf(run),
    nodes: bad.slice(0, namedMax).map(describeNode),
    moreNodes: Math.max(0, bad.length - namedMax),
    url: about.url,
  };
}

/** For the owner of models: only theirs are named. `isOver` false: told at once, while the run goes on. */
export function describeModels(about: RunWithNames, own: readonly RunNode[], isOver: boolean): Letter {
  const number = count(own.length, 'of your models', 'of your models');
  const states = [...new Set(own.map(({ state }) => state))];
  const [only] = states;
  const what = states.length === 1 && only !== undefined ? outcomes[only] : 'need a look';
  return {
    title: isOver ? `${number} ${what} in ${about.run.plan.jobName}` : `${own[0]?.name ?? 'A model'} failed in ${about.run.plan.jobName}`,
    facts: factsOf(about),
    reason: isOver ? null : 'The run goes on; you get one more mail with all of your models when it is over.',
    nodes: own.slice(0, namedMax).map(describeNode),
    moreNodes: Math.max(0, own.length - namedMax),
    url: about.url,
  };
}

const outcomes: Readonly<Record<RunNode['state'], string>> = {
  ...{ running: 'run', succeeded: 'succeeded', failed: 'failed', warned: 'warned', skipped: 'skipped' },
  cancelled: 'cancelled',
};

function factsOf({ run, projectName, environmentName }: RunWithNames): [string, string][] {
  const { startedAt, finishedAt } = timesOf(run);
  const took = startedAt && finishedAt ? [['Took', lasting(finishedAt.getTime() - startedAt.getTime())] satisfies [string, string]] : [];
  return [
    ['Project', projectName],
    ['Environment', environmentName],
    ['Run', `#${run.id}`],
    ['Why it ran', run.trigger.cause],
    ...(finishedAt ? [['Finished', `${finishedAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`] satisfies [string, string]] : []),
    ...took,
  ];
}

function describeNode({ name, resourceType, state, message }: RunNode): z.infer<typeof nodeSchema> {
  return { name: `${resourceType} ${name}`, state: outcomes[state], message: firstLine(message) };
}

function firstLine(text: string | null): string | null {
  const line = text
    ?.split('\n')
    .map((it) => it.trim())
    .find((it) => it !== '');
  if (line === undefined) return null;
  return line.length > lineMax ? `${line.slice(0, lineMax - 1)}…` : line;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function lasting(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return ['h', 'min', 's']
    .flatMap((unit, at) => (parts[at] === 0 && !(at === 2 && seconds === 0) ? [] : [`${parts[at]} ${unit}`]))
    .join(' ');
}
