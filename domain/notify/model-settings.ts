/** Whether the owners of an environment's models are told by mail, and of what (dbt Cloud, "model notifications"). */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getEnvironment } from '../projects/environments.ts';
import type { ModelSetting } from './notification-model.ts';
import { selectModelSetting, upsertModelSetting } from './store-notifications.ts';

export type ModelSettingChange = Partial<Pick<ModelSetting, 'isEnabled' | 'onSuccess' | 'onFailure' | 'onWarning' | 'onSkipped'>>;

/** Off until somebody turns it on. Faults: not_found `environment.not_found`. */
export async function getModelSetting(host: Host, accountId: Id<'account'>, environmentId: Id<'environment'>): Promise<ModelSetting> {
  await getEnvironment(host, accountId, environmentId);
  const found = await selectModelSetting(host.database.db, environmentId);
  const off = { isEnabled: false, onSuccess: false, onFailure: true, onWarning: true, onSkipped: false };
  return found ?? { accountId, environmentId, ...off, createdAt: null, updatedAt: null };
}

/** What is left out stays as it is. */
export async function changeModelSetting(
  host: Host,
  accountId: Id<'account'>,
  environmentId: Id<'environment'>,
  change: ModelSettingChange,
): Promise<ModelSetting> {
  const { createdAt: _, updatedAt: __, ...before } = await getModelSetting(host, accountId, environmentId);
  return host.database.transaction((tx) => upsertModelSetting(tx, { ...before, ...change }, host.clock.now()));
}
