/** The two live streams: one run as it goes, and that something in the account has changed. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { may, mayAnywhere } from '@weft/domain/access/model';
import type { Permission } from '@weft/domain/access/permission-sets';
import type { Host } from '@weft/host/host';
import type { AccountEvents } from '@weft/wire/weft/live-events';
import { z } from 'zod';
import type { EventStreams, MakeFrames } from '../kit/event-streams.ts';
import { frame, heartbeat } from '../kit/event-streams.ts';
import { findCaller } from '../kit/find-caller.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { scopeOfRun } from '../v2/runs.ts';
import { followLogs } from './follow-logs.ts';
import { followRun } from './follow-run.ts';
import { readLogCursor } from './log-cursor.ts';
import { signalLogs } from './signal-logs.ts';

const accountId = idSchema<'account'>();

export function liveRoutes(streams: EventStreams): AnyRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/weft/accounts/:accountId/runs/:runId/events/',
      isUncounted: true,
      needs: 'runs:read',
      input: z.object({ accountId, runId: idSchema<'run'>(), query: z.object({ logs: z.enum(['text', 'signs']).default('text') }) }),
      scope: scopeOfRun,
      answer: async (host, { accountId, runId, query }, asked) => {
        const place = { accountId, projectId: await scopeOfRun(host, { accountId, runId }) };
        const logs =
          query.logs === 'signs'
            ? signalLogs()
            : followLogs(host, { accountId, runId }, readLogCursor(asked.request.headers['last-event-id']));
        const frames = followRun(host, { accountId, runId }, logs);
        return streams.answer(host, asked, frames, async () => {
          const caller = await findCaller(host, asked.request);
          return caller !== null && may(caller, 'runs:read', place);
        });
      },
    }),
    route({
      method: 'GET',
      path: '/api/weft/accounts/:accountId/events/',
      isUncounted: true,
      needs: 'account:read',
      isList: true,
      input: z.object({ accountId }),
      answer: async (host, { accountId }, asked) => {
        const listener = { caller: asked.caller };
        return streams.answer(host, asked, followAccount(host, accountId, listener), async () => {
          const caller = await findCaller(host, asked.request);
          if (caller) listener.caller = caller;
          return caller !== null && mayAnywhere(caller, 'account:read', accountId);
        });
      },
    }),
  ];
}

/** Who is so far behind begins anew: at every connection a page asks for everything again. */
const waitingMax = 10_000;

const id = z.number();
const signalSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run.changed'), projectId: id, environmentId: id, runId: id, jobId: id.nullish() }),
  z.object({ kind: z.literal('upload.changed'), projectId: id, environmentId: id, uploadId: id }),
  z.object({ kind: z.literal('publication.changed'), projectId: id, environmentId: id }),
]);
type AccountSignal = z.infer<typeof signalSchema>;

/** What one must be allowed to read in the project to hear of it. */
const permissionFor: Record<AccountSignal['kind'], Permission> = {
  'run.changed': 'runs:read',
  'upload.changed': 'runs:read',
  'publication.changed': 'public_models:read',
};

/** What the caller may hear is looked at anew for each signal, since it may change while they listen. */
function followAccount(host: Host, accountId: Id<'account'>, listener: { readonly caller: Caller }): MakeFrames {
  return async function* (watch) {
    // The same news twice is told once.
    const waiting = new Set<string>();
    const endListening = host.signals.listen(`account:${accountId}`, (data) => {
      const signal = signalSchema.safeParse(data);
      if (!signal.success || !mayHear(listener.caller, accountId, signal.data)) return;
      waiting.add(present(signal.data));
      if (waiting.size > waitingMax) watch.end();
      watch.wake();
    });
    try {
      while (!watch.isOver) {
        if (!(await watch.rest())) yield heartbeat;
        const chunk = [...waiting].join('');
        waiting.clear();
        if (chunk !== '' && !watch.isOver) yield chunk;
      }
    } finally {
      endListening();
    }
  };
}

function mayHear(caller: Caller, accountId: Id<'account'>, signal: AccountSignal): boolean {
  const projectId = idSchema<'project'>().safeParse(signal.projectId);
  return projectId.success && may(caller, permissionFor[signal.kind], { accountId, projectId: projectId.data });
}

function present(signal: AccountSignal): string {
  const place = { project_id: signal.projectId, environment_id: signal.environmentId };
  switch (signal.kind) {
    case 'run.changed':
      return tell(signal.kind, { run_id: signal.runId, ...place, job_id: signal.jobId ?? null });
    case 'upload.changed':
      // Its run is told by an event of its own.
      return tell(signal.kind, { upload_id: signal.uploadId, ...place, run_id: null });
    case 'publication.changed':
      return tell(signal.kind, place);
  }
}

function tell<Name extends keyof AccountEvents>(event: Name, data: AccountEvents[Name]): string {
  return frame(event, data);
}
