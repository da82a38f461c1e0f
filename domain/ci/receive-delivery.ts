/** Takes in what was sent to a repository's webhook: held against its secret before anything of it is read, kept once, and acted on later. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Fault } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { providerOf } from '../git/providers/find-provider.ts';
import type { Webhook } from '../git/providers/provider.ts';
import { secretPurpose } from './hooks.ts';
import type { Hook } from './pull-request-model.ts';
import { countRefused, countRepeated, deleteDeliveriesBefore, insertDelivery, selectHookAt } from './store-hooks.ts';

export const deliveryQueue = 'ci.deliveries';

export interface OpenHook {
  readonly hook: Hook;
  readonly sealedSecret: string;
}

/** So long a delivery is known again. */
const keptDays = 7;

/** Before the body is read: whoever does not know an address sends nothing. Faults: not_found `hook.not_found`. */
export async function findOpenHook(host: Host, publicId: string): Promise<OpenHook> {
  const found = /^[0-9a-f]{40}$/.test(publicId) ? await selectHookAt(host.database.db, publicId) : null;
  if (!found) throw new Fault('not_found', 'hook.not_found', 'There is no webhook at this address.');
  return found;
}

/**
 * Answers whether it is new. Faults: unauthenticated `hook.signature_wrong`; invalid `hook.body_invalid`.
 */
export async function receiveDelivery(
  host: Host,
  { hook, sealedSecret }: OpenHook,
  sent: { readonly headers: IncomingHttpHeaders; readonly body: Buffer },
): Promise<{ readonly isNew: boolean }> {
  const provider = providerOf(hook.provider);
  const at = host.clock.now();
  const secret = host.secretBox.open(sealedSecret, secretPurpose(hook.repositoryId));
  if (!provider.isSigned({ ...sent, secret, at })) {
    await countRefused(host.database.db, hook.repositoryId, 'Its signature was missing or wrong.', at);
    throw new Fault(
      'unauthenticated',
      'hook.signature_wrong',
      'The signature is missing, wrong or too old. Put the secret of the webhook panel into the settings of the webhook at the provider.',
    );
  }
  const webhook = await readWebhook(hook, sent).catch(async (error: unknown) => {
    if (error instanceof Fault) await countRefused(host.database.db, hook.repositoryId, error.message, at);
    throw error;
  });
  const bodyHash = createHash('sha256').update(sent.body).digest('hex');
  const values = {
    ...{ repositoryId: hook.repositoryId, deliveryKey: webhook.deliveryKey ?? bodyHash, bodyHash, name: webhook.name },
    ...({ event: webhook.event, outcome: 'waiting', explanation: 'Waits to be looked at.', receivedAt: at } as const),
  };
  return host.database.transaction(async (tx) => {
    const delivery = await insertDelivery(tx, values);
    if (delivery === null) {
      await countRepeated(tx, values, at);
      return { isNew: false };
    }
    await host.queue.send(tx, deliveryQueue, { deliveryId: delivery.id });
    return { isNew: true };
  });
}

async function readWebhook(hook: Hook, { headers, body }: { headers: IncomingHttpHeaders; body: Buffer }): Promise<Webhook> {
  const text = body.toString('utf8');
  // GitHub's other content type.
  const isForm = /^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '');
  const parsed = parseJson(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text);
  if ('problem' in parsed) throw invalid(`it is not JSON: ${parsed.problem}`);
  try {
    return providerOf(hook.provider).readWebhook(headers, parsed.value);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    throw invalid(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is not what it should be'}`);
  }
}

function invalid(why: string): Fault {
  return new Fault('invalid', 'hook.body_invalid', `The body is not what the provider of this webhook documents: ${why.slice(0, 300)}.`);
}

export function forgetOldDeliveries(host: Host): Promise<void> {
  return deleteDeliveriesBefore(host.database.db, new Date(host.clock.now().getTime() - keptDays * 24 * 3600 * 1000));
}
