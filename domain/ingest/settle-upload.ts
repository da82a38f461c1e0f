/** How an upload ends: accepted by the queue's worker, refused, or expired; and what it leaves behind is removed. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { acceptArtifacts } from './accept.ts';
import { dropIntake } from './drop-intake.ts';
import { uploadRejected } from './events.ts';
import type { Reason } from './model.ts';
import { lockUpload, selectUpload, updateUploadEnded, updateUploadFailure, updateUploadSettled } from './store.ts';

/** A failure that is not the artifacts' may pass: so often acceptance is tried. */
const failuresMax = 5;

/** The worker of the queue; safe to run twice. What it throws means: again later. */
export async function acceptUpload(host: Host, uploadId: Id<'upload'>): Promise<void> {
  const upload = await selectUpload(host.database.db, { uploadId });
  if (upload?.state !== 'completed') return;
  const { intakeId, jobIdHint } = upload;
  try {
    const source = { kind: 'upload', uploadId } as const;
    const { isDuplicate } = await acceptArtifacts(host, { intakeId, source, isCi: false, jobIdHint }, (tx, { invocationId, isDuplicate }) =>
      updateUploadSettled(tx, uploadId, { state: isDuplicate ? 'duplicate' : 'accepted', invocationId, at: host.clock.now() }),
    );
    if (isDuplicate) await dropIntake(host, intakeId, 'sealed');
  } catch (error) {
    if (error instanceof Fault && error.kind !== 'unavailable') await rejectUpload(host, uploadId, error, null);
    else await noteFailure(host, uploadId, error);
  }
}

/** Refuses it, tells whoever reacts, and removes what it brought. Nothing when it has ended already. `sizeBytes`: what of it was received. */
export function rejectUpload(host: Host, uploadId: Id<'upload'>, reason: Reason, sizeBytes: number | null): Promise<boolean> {
  return endUpload(host, uploadId, 'rejected', reason, sizeBytes);
}

/** Answers whether this call was the one that ended it. */
export async function endUpload(
  host: Host,
  uploadId: Id<'upload'>,
  state: 'rejected' | 'expired',
  { kind, code, message }: Reason,
  sizeBytes: number | null,
): Promise<boolean> {
  const ended = await host.database.transaction(async (tx) => {
    const upload = await lockUpload(tx, { uploadId });
    if (upload?.state !== 'open' && upload?.state !== 'received' && upload?.state !== 'completed') return null;
    // One that was completed just before its time has not expired.
    if (state === 'expired' && upload.state === 'completed') return null;
    await updateUploadEnded(tx, uploadId, { state, reason: { kind, code, message }, sizeBytes, at: host.clock.now() });
    const { accountId, projectId, environmentId, jobIdHint } = upload;
    await host.outbox.announce(tx, uploadRejected, { accountId, projectId, environmentId, uploadId, jobIdHint, code, message });
    return upload;
  });
  if (ended && ended.state !== 'open') await dropIntake(host, ended.intakeId, 'sealed');
  return ended !== null;
}

async function noteFailure(host: Host, uploadId: Id<'upload'>, error: unknown): Promise<void> {
  if (error instanceof Fault) throw error;
  const failures = await host.database.transaction((tx) => updateUploadFailure(tx, uploadId));
  host.log.error('upload.acceptance_failed', { uploadId, failures, error });
  if (failures < failuresMax) throw error;
  const message =
    'Weft could not take these artifacts in because of a fault of its own. The server log has it as upload.acceptance_failed.';
  await rejectUpload(host, uploadId, { kind: 'unavailable', code: 'upload.acceptance_failed', message }, null);
}
