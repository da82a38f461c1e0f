/** Follows a run by its stream: what the queries hold changes in place, and the logs grow. */
import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import type { RunEvents } from '@weft/wire/weft/live-events';
import type { WireRunNode } from '@weft/wire/weft/run-node';
import type { WireStepState } from '@weft/wire/weft/run-step';
import { useEffect } from 'react';
import { listen } from '../../kit/event-stream.ts';
import { runNodesQuery, runQuery, runStepsQuery } from './run-queries.ts';
import { isOver } from './run-status.tsx';
import type { RunLogs } from './step-log.ts';

export function useLiveRun(accountId: number, runId: number, status: number, logs: RunLogs): void {
  const queries = useQueryClient();
  const isFollowed = !isOver(status);
  useEffect(() => {
    if (!isFollowed) return;
    const nodes = gatherNodes(queries, accountId, runId);
    const close = listen<RunEvents>(
      `/api/weft/accounts/${accountId}/runs/${runId}/events/?logs=signs`,
      {
        // The last status comes with `done`, when everything else of the run is there too.
        run: (event) => {
          if (isOver(event.status)) return;
          queries.setQueryData(runQuery(accountId, runId).queryKey, (run) => (run === undefined ? undefined : { ...run, ...event }));
        },
        step: (event) => queries.setQueryData(runStepsQuery(accountId, runId).queryKey, (steps = []) => withStep(steps, event)),
        node: nodes.add,
        log: (event) => logs.hear(event),
        done: () => {
          close();
          logs.catchUp();
          void queries.invalidateQueries({ queryKey: ['runs', accountId] });
          void queries.invalidateQueries({ queryKey: ['run-nodes', accountId, runId] });
        },
      },
      () => logs.catchUp(),
    );
    return () => {
      close();
      nodes.stop();
    };
  }, [isFollowed, accountId, runId, logs, queries]);
}

/** A step that was not there yet is put where its index says. */
function withStep(steps: readonly WireStepState[], changed: WireStepState): readonly WireStepState[] {
  return [...steps.filter(({ index }) => index !== changed.index), changed].sort((a, b) => a.index - b.index);
}

const drawEveryMs = 200;

/** A big project changes hundreds of nodes a second; they are drawn together. */
function gatherNodes(queries: QueryClient, accountId: number, runId: number) {
  const waiting = new Map<string, WireRunNode>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const draw = () => {
    timer = null;
    queries.setQueryData(runNodesQuery(accountId, runId).queryKey, (before = []) => {
      const all = new Map(before.map((node) => [nodeKey(node), node]));
      for (const [key, node] of waiting) all.set(key, node);
      return [...all.values()];
    });
    waiting.clear();
  };
  return {
    add: (node: WireRunNode) => {
      waiting.set(nodeKey(node), node);
      timer ??= setTimeout(draw, drawEveryMs);
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function nodeKey({ step_index, unique_id }: WireRunNode): string {
  return `${step_index} ${unique_id}`;
}
