/** The work that follows accepted artifacts: the columns of their environment, one environment at a time, behind everything else. */
import { type Id, idSchema } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { findDefinition } from '../ingest/find-definition.ts';
import { traceEnvironment } from './trace-environment.ts';
import { openTracer } from './tracer.ts';

const queue = 'lineage.columns';

const workSchema = z.object({ accountId: idSchema<'account'>(), environmentId: idSchema<'environment'>(), step: z.number() });

/** So often does a change go on from project to project: longer than any chain of projects, and the end of a circle. */
const stepsMax = 20;

interface Place {
  readonly accountId: Id<'account'>;
  readonly environmentId: Id<'environment'>;
}

/** `artifacts.accepted`: CI changes no definition, so its environment is as before. */
export async function queueColumns(host: Host, { accountId, environmentId }: Place): Promise<void> {
  if (!(await findDefinition(host, environmentId))) return;
  await host.database.transaction((tx) => send(host, tx, { accountId, environmentId }, 0));
}

function send(host: Host, tx: Tx, { accountId, environmentId }: Place, step: number): Promise<void> {
  return host.queue.send(tx, queue, { accountId, environmentId, step }, { singletonKey: String(environmentId) });
}

export async function workColumns(host: Host): Promise<void> {
  const tracer = openTracer();
  await host.queue.work(queue, { concurrency: 1, retries: 3 }, async (data, signal) => {
    const { accountId, environmentId, step } = workSchema.parse(data);
    try {
      const traced = await traceEnvironment(host, tracer, { accountId, environmentId }, signal);
      if (!traced || step >= stepsMax) return;
      await host.database.transaction(async (tx) => {
        for (const consumer of traced.consumers) await send(host, tx, { accountId, environmentId: consumer }, step + 1);
      });
    } finally {
      // Its memory is given back until there is something to parse again.
      await tracer.close();
    }
  });
}
