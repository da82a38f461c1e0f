/** Makes a run, already finished, of artifacts that dbt made elsewhere and uploaded: what they tell is its outcome, not that they arrived. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { newsOf, runChanged, signalRunChanged } from './events.ts';
import type { Run, RunPlan, RunState } from './model.ts';
import { runOverridesSchema } from './model.ts';
import { dbtStep, type Step } from './plan-steps.ts';
import { explainFailure, isWarning, type RunNode } from './run-node.ts';
import { insertFinishedStep, upsertNodes } from './step-store.ts';
import { insertRecordedRun, selectRecordedRun } from './store.ts';

export interface IngestedRun {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  readonly job: { readonly id: Id<'job'>; readonly name: string };
  /** Names what was uploaded, such as `upload:12`: telling it again makes no second run. */
  readonly recordedFrom: string;
  /** For people: who uploaded. */
  readonly cause: string;
  readonly createdAt: Date;
  readonly result: AcceptedArtifacts | RejectedArtifacts;
}

export interface AcceptedArtifacts {
  readonly isAccepted: true;
  readonly invocationId: Id<'invocation'>;
  /** Such as `dbt run --select x`, as it was typed where the artifacts tell. */
  readonly command: string;
  readonly dbtVersion: string;
  /** From the results, or when the artifacts were generated. */
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Also where no node tells of it, as with stale sources. */
  readonly hasError: boolean;
  readonly nodes: readonly Omit<RunNode, 'stepIndex'>[];
  readonly hasCatalog: boolean;
  readonly hasSources: boolean;
}

export interface RejectedArtifacts {
  readonly isAccepted: false;
  readonly reason: string;
  readonly at: Date;
}

/** Nothing of it was asked of Weft. */
const plan: Omit<RunPlan, 'jobName' | 'commands'> = {
  ...{ jobType: 'hybrid', threads: 1, targetName: 'default', timeoutSeconds: 0 },
  ...{ generateDocs: false, runGenerateSources: false, dbtVersion: null, schemaOverride: null, retry: null, deferral: null, lint: null },
};

export async function recordIngestRun(host: Host, ingested: IngestedRun): Promise<Run> {
  const { job, recordedFrom, cause, result, accountId, projectId, environmentId, createdAt } = ingested;
  const { state, step, nodes } = result.isAccepted ? tellAccepted(result) : tellRejected(result);
  const made = await host.database.transaction(async (tx) => {
    const run = await insertRecordedRun(
      tx,
      {
        ...{ accountId, projectId, environmentId, createdAt, jobId: job.id },
        plan: { ...plan, jobName: job.name, commands: step.command === null ? [] : [step.command] },
        trigger: {
          cause,
          causeCategory: 'ingest',
          gitBranch: null,
          gitSha: null,
          pullRequest: null,
          actor: null,
          overrides: runOverridesSchema.parse({}),
        },
      },
      {
        ...{ state, recordedFrom },
        dbtVersion: result.isAccepted ? result.dbtVersion : null,
        hasDocsGenerated: result.isAccepted && result.hasCatalog,
        hasSourcesGenerated: result.isAccepted && result.hasSources,
        artifactsSaved: result.isAccepted,
        warningCount: state.state === 'succeeded' ? nodes.filter(isWarning).length : 0,
      },
    );
    if (!run) return null;
    await insertFinishedStep(tx, { ...step, runId: run.id }, true);
    await upsertNodes(tx, run.id, step.index, nodes);
    await host.outbox.announce(tx, runChanged, newsOf(run));
    return run;
  });
  if (made) {
    signalRunChanged(host, made);
    return made;
  }
  const before = await selectRecordedRun(host.database.db, recordedFrom);
  if (!before) throw new Error(`the run of ${recordedFrom} is neither new nor there`);
  return before;
}

interface Told {
  readonly state: RunState;
  readonly step: Omit<Step, 'runId'>;
  readonly nodes: readonly RunNode[];
}

function tellAccepted(result: AcceptedArtifacts): Told {
  const { command, startedAt, finishedAt, invocationId } = result;
  const nodes = result.nodes.map((node) => ({ stepIndex: 1, ...node }));
  // dbt's own exit code does not come with the artifacts; it is 1 exactly when a result is bad.
  const exitCode = result.hasError ? 1 : 0;
  const failure = explainFailure({ command, exitCode, nodes, lastError: null });
  const times = { dequeuedAt: startedAt, startedAt, finishedAt };
  return {
    state: failure === null ? { state: 'succeeded', ...times } : { state: 'failed', reason: failure, ...times },
    step: {
      ...{ index: 1, ...dbtStep('ingest', command), startedAt, finishedAt, invocationId, message: failure },
      ...{ state: failure === null ? 'succeeded' : 'failed', exitCode },
    },
    nodes,
  };
}

function tellRejected({ reason, at }: RejectedArtifacts): Told {
  return {
    state: { state: 'failed', reason, dequeuedAt: at, startedAt: at, finishedAt: at },
    step: {
      ...{ index: 1, kind: 'ingest', name: 'Accept artifacts', command: null, state: 'failed' },
      ...{ startedAt: at, finishedAt: at, exitCode: null, message: reason, invocationId: null },
    },
    nodes: [],
  };
}
