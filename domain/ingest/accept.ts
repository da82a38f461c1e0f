/** The one door for artifacts: makes a sealed intake an invocation, and what it says the state of its environment. Whoever ran dbt. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { bindDbtProjectName } from '../projects/change-project.ts';
import { getProject } from '../projects/get-project.ts';
import type { Project } from '../projects/model.ts';
import { decodeEntryIds } from './entry-ids.ts';
import { artifactsAccepted } from './events.ts';
import { mergeQueue } from './merge-results.ts';
import type { Invocation, InvocationSource } from './model.ts';
import { type Staged, stagedSchema } from './staged.ts';
import { applyCatalog, applyFreshness, insertUnmerged } from './store-applied.ts';
import { selectExternalKeys, upsertStateVersion } from './store-entries.ts';
import { lockSealedIntake, type SealedIntake, updateIntakeSettled } from './store-intakes.ts';
import { insertArtifacts, insertInvocation, selectInvocation, selectInvocationByIdentity, upsertDefinition } from './store-invocations.ts';

export interface Acceptance {
  readonly intakeId: Id<'invocation'>;
  readonly source: InvocationSource;
  /** CI changes neither what is defined nor what is applied. */
  readonly isCi: boolean;
  /** The job that an uploader says it ran for. */
  readonly jobIdHint: number | null;
}

/** `isDuplicate`: the environment had this very invocation already, and `invocationId` is that one. */
export interface Accepted {
  readonly invocationId: Id<'invocation'>;
  readonly isDuplicate: boolean;
}

/**
 * Everything in one transaction, so nothing is ever half-applied; asked again, it answers the same. `alsoInTransaction` is for the door's own
 * callers, to note what became of theirs.
 * Faults: conflict `project.dbt_name_mismatch`, `project.dbt_name_taken`; not_found `project.not_found`, `intake.not_found`.
 */
export async function acceptArtifacts(
  host: Host,
  acceptance: Acceptance,
  alsoInTransaction: (tx: Tx, accepted: Accepted) => Promise<void> = async () => {},
): Promise<Accepted> {
  const at = host.clock.now();
  return host.database.transaction(async (tx) => {
    const intake = await lockSealedIntake(tx, acceptance.intakeId);
    if (!intake) return { invocationId: await getAccepted(tx, acceptance.intakeId), isDuplicate: false };
    const accepted = await acceptIntake(tx, host, intake, acceptance, at);
    await alsoInTransaction(tx, accepted);
    return accepted;
  });
}

async function getAccepted(tx: Tx, intakeId: Id<'invocation'>): Promise<Id<'invocation'>> {
  const invocation = await selectInvocation(tx, intakeId);
  if (!invocation) throw new Fault('not_found', 'intake.not_found', `The artifacts of intake ${intakeId} are not here any more.`);
  return invocation.id;
}

async function acceptIntake(tx: Tx, host: Host, intake: SealedIntake, acceptance: Acceptance, at: Date): Promise<Accepted> {
  const staged = stagedSchema.parse(intake.staged);
  const project = await getProject(host, intake.accountId, intake.projectId);
  const invocation = await describe(tx, intake, staged, acceptance, project, at);
  if (!(await insertInvocation(tx, { ...invocation, manifestHead: staged.manifest?.head ?? null }))) {
    // What it brought is removed by `dropIntake`, for blobs know no transactions.
    const invocationId = await selectInvocationByIdentity(tx, invocation);
    if (invocationId === null) throw new Error('an invocation was neither made nor found');
    return { invocationId, isDuplicate: true };
  }
  await insertArtifacts(tx, invocation.id, staged.artifacts);
  if (!acceptance.isCi) await applyState(tx, host, invocation, intake, staged);
  await updateIntakeSettled(tx, intake.id);
  const { accountId, projectId, environmentId, id } = invocation;
  const uploadId = acceptance.source.kind === 'upload' ? acceptance.source.uploadId : null;
  await host.outbox.announce(tx, artifactsAccepted, {
    ...{ accountId, projectId, environmentId, invocationId: id, uploadId },
    jobIdHint: acceptance.jobIdHint,
  });
  return { invocationId: id, isDuplicate: false };
}

async function describe(
  tx: Tx,
  intake: SealedIntake,
  staged: Staged,
  { source, isCi }: Acceptance,
  project: Project,
  at: Date,
): Promise<Invocation> {
  const { id, accountId, projectId, environmentId, manifestEntryIds } = intake;
  const { manifest } = staged;
  if (manifest) await bindDbtProjectName(tx, project, manifest.dbtProjectName, at);
  const stateVersionId =
    manifest && manifestEntryIds
      ? await upsertStateVersion(tx, {
          projectId,
          digest: Buffer.from(manifest.digest, 'hex'),
          entryIds: manifestEntryIds,
          entryCount: manifest.entryCount,
          sections: manifest.sections,
          schemaVersion: manifest.schemaVersion,
          invocationId: id,
          createdAt: at,
        })
      : null;
  const { dbtInvocationId, generatedAt, command, invocationCommand, dbtVersion, adapterType } = staged;
  const { outcome, statusCounts, startedAt, finishedAt, elapsedSeconds } = staged;
  return {
    ...{ id, accountId, projectId, environmentId, source, isCi },
    ...{ dbtInvocationId, generatedAt, command, invocationCommand, dbtVersion, adapterType },
    ...{ outcome, statusCounts, startedAt, finishedAt, elapsedSeconds, stateVersionId, acceptedAt: at },
  };
}

async function applyState(tx: Tx, host: Host, invocation: Invocation, intake: SealedIntake, staged: Staged): Promise<void> {
  const { environmentId, id: invocationId, stateVersionId, generatedAt } = invocation;
  if (stateVersionId !== null) await upsertDefinition(tx, { environmentId, stateVersionId, invocationId, generatedAt });
  if (staged.isApplying) {
    await insertUnmerged(tx, environmentId, invocationId);
    await host.queue.send(tx, mergeQueue, { environmentId }, { startAfterSeconds: 5, singletonKey: String(environmentId) });
  }
  if (staged.catalogGeneratedAt !== null && intake.catalogEntryIds !== null) {
    const entryIds = decodeEntryIds(intake.catalogEntryIds);
    // dbt lists relations of other projects' models too; what they are is for those projects to say.
    const exceptKeys = intake.manifestEntryIds === null ? [] : await selectExternalKeys(tx, decodeEntryIds(intake.manifestEntryIds));
    await applyCatalog(tx, { environmentId, invocationId, generatedAt: staged.catalogGeneratedAt, entryIds, exceptKeys });
  }
  if (staged.freshness.length > 0) await applyFreshness(tx, { environmentId, invocationId, freshness: staged.freshness });
}
