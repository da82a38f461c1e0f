/** A chore: drops the states that accounts keep no longer, and says so in the audit log. */
import { recordEvent } from '@weft/domain/audit/record-event';
import { dropOldStates } from '@weft/domain/governance/drop-old-states';
import { listHeldInvocations } from '@weft/domain/runs/list-held-invocations';
import type { Host } from '@weft/host/host';

export async function keepStates(host: Host): Promise<void> {
  const dropped = await dropOldStates(host, (accountId) => listHeldInvocations(host, accountId));
  for (const { accountId, retention, states, versions } of dropped) {
    host.log.info('states.dropped', { accountId, states, versions });
    await recordEvent(host, {
      ...{ accountId, actor: { kind: 'nobody', id: null, label: 'Weft' }, address: null, userAgent: null, projectId: null },
      ...{ event: 'states.dropped', subject: { type: 'state', id: null, label: `${states} states older than ${retention.days} days` } },
      ...{ before: { states, versions, ...retention }, outcome: 'done', faultCode: null },
    });
  }
}
