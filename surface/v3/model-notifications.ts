/** Whether the owners of an environment's models are told by mail (dbt Cloud admin API v3, beyond its description: Terraform's provider uses it). */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { changeModelSetting, getModelSetting } from '@weft/domain/notify/model-settings';
import type { ModelSetting } from '@weft/domain/notify/notification-model';
import { getEnvironment } from '@weft/domain/projects/environments';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireModelNotifications } from '@weft/wire/weft/notify';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const one = z.object({ accountId: idSchema<'account'>(), environmentId: idSchema<'environment'>() });
const path = '/api/v3/accounts/:accountId/environments/:environmentId/model-notifications/';
const flag = z.boolean().optional();
const body = z.object({ enabled: flag, on_success: flag, on_failure: flag, on_warning: flag, on_skipped: flag });

interface One {
  readonly accountId: Id<'account'>;
  readonly environmentId: Id<'environment'>;
}

export const modelNotificationRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'environments:read',
    input: one,
    scope,
    answer: read,
  }),
  ...(['POST', 'PUT'] as const).map((method) =>
    route({
      method,
      path,
      needs: 'environments:write',
      input: one.extend({ body }),
      scope,
      changes: { event: 'model_notifications.changed', read },
      answer: async (host, { accountId, environmentId, body }) =>
        present(
          await changeModelSetting(host, accountId, environmentId, {
            ...(body.enabled === undefined ? {} : { isEnabled: body.enabled }),
            ...(body.on_success === undefined ? {} : { onSuccess: body.on_success }),
            ...(body.on_failure === undefined ? {} : { onFailure: body.on_failure }),
            ...(body.on_warning === undefined ? {} : { onWarning: body.on_warning }),
            ...(body.on_skipped === undefined ? {} : { onSkipped: body.on_skipped }),
          }),
        ),
    }),
  ),
];

async function scope(host: Host, { accountId, environmentId }: One): Promise<Id<'project'>> {
  return (await getEnvironment(host, accountId, environmentId)).projectId;
}

async function read(host: Host, { accountId, environmentId }: One): Promise<WireModelNotifications> {
  return present(await getModelSetting(host, accountId, environmentId));
}

/** An environment has one setting, which goes by the environment's number; clients take 0 for "not there". */
function present(it: ModelSetting): WireModelNotifications {
  return {
    id: it.environmentId,
    account_id: it.accountId,
    environment_id: it.environmentId,
    enabled: it.isEnabled,
    on_success: it.onSuccess,
    on_failure: it.onFailure,
    on_warning: it.onWarning,
    on_skipped: it.onSkipped,
    created_at: it.createdAt === null ? null : wireTimestamp(it.createdAt),
    updated_at: it.updatedAt === null ? null : wireTimestamp(it.updatedAt),
  };
}
