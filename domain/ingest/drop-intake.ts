/** Removes what an intake left that will not become an invocation. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { artifactPrefix } from './keep-artifact.ts';
import { deleteNodeResults } from './store-applied.ts';
import { deleteEntriesOfPack } from './store-entries.ts';
import { deleteIntake, updateIntakeSettled } from './store-intakes.ts';
import { packKey } from './write-entries.ts';

/**
 * Entries of a sealed intake stay, with their pack: later uploads may count on them. Those of a broken one go.
 * Blobs first: if this breaks off, the intake is still there to be dropped again.
 */
export async function dropIntake(host: Host, intakeId: Id<'invocation'>, how: 'sealed' | 'broken off'): Promise<void> {
  const keys = await host.blobs.list(artifactPrefix(intakeId));
  for (const key of how === 'sealed' ? keys : [...keys, packKey(intakeId)]) await host.blobs.remove(key);
  await host.database.transaction(async (tx) => {
    await deleteNodeResults(tx, intakeId);
    if (how === 'sealed') return updateIntakeSettled(tx, intakeId);
    await deleteEntriesOfPack(tx, intakeId);
    await deleteIntake(tx, intakeId);
  });
}
