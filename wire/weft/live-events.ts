/** What the two event streams send: `event:` is the key, `data:` its JSON. A comment line every 15 s keeps proxies from closing them. */
import type { WireStatus } from '../v2/run.ts';
import type { WireRunNode } from './run-node.ts';
import type { WireStepState } from './run-step.ts';

/** `GET /api/weft/accounts/:accountId/events/`: that something changed, by id only; whoever cares asks again. */
export interface AccountEvents {
  readonly 'run.changed': {
    readonly run_id: number;
    readonly project_id: number;
    readonly environment_id: number;
    readonly job_id: number | null;
  };
  readonly 'upload.changed': {
    readonly upload_id: number;
    readonly project_id: number;
    readonly environment_id: number;
    readonly run_id: number | null;
  };
  readonly 'publication.changed': { readonly project_id: number; readonly environment_id: number };
}

/**
 * `GET /api/weft/accounts/:accountId/runs/:runId/events/`. A stream begins with the present state (`run`, every `step`, every `node`),
 * then sends what changes, and ends with `done`, after which the client closes. `id:` lets a client go on with Last-Event-ID.
 */
export interface RunEvents {
  readonly run: RunEvent;
  readonly step: WireStepState;
  readonly node: WireRunNode;
  readonly log: RunLogEvent;
  readonly done: { readonly status: number };
}

export interface RunEvent {
  readonly status: WireStatus;
  readonly status_humanized: string;
  readonly status_message: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

/**
 * New text of a step's plain log. Offsets are bytes into that log, as those of `GET …/runs/:runId/steps/:index/log/?kind=plain|debug&offset=N`,
 * which answers text/plain from `offset` on and the header `x-next-offset`: a client that missed something asks there.
 * With `?logs=signs` no text is sent: an event then says that there is more in the log of this step (offsets are 0), and the client asks for the lines it shows.
 */
export interface RunLogEvent {
  readonly step_index: number;
  readonly offset: number;
  readonly next_offset: number;
  readonly text: string;
}
