/** A person's own name. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { updateUserName } from './store-members.ts';

export async function renameUser(
  host: Host,
  userId: Id<'user'>,
  name: { readonly firstName: string | undefined; readonly lastName: string | undefined },
): Promise<void> {
  if (name.firstName === undefined && name.lastName === undefined) return;
  await host.database.transaction((tx) => updateUserName(tx, userId, name));
}
