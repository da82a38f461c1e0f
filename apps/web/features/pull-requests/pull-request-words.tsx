/** What a pull request is and how far its checks are, by word and colour. */
import { Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { WirePullRequest, WirePullRequestCheck } from '@weft/wire/weft/pull-request';
import type { ReactNode } from 'react';
import { MarkWord } from '../../kit/mark-word.tsx';
import { RunStatus } from '../runs/run-status.tsx';

const states = { open: ['busy', 'Open'], merged: ['good', 'Merged'], closed: ['still', 'Closed'] } as const;

export function PullRequestState({ it }: { readonly it: Pick<WirePullRequest, 'state' | 'is_draft' | 'is_fork'> }): ReactNode {
  const [tone, word] = states[it.state];
  return (
    <Group gap={6} component="span" display="inline-flex">
      <MarkWord tone={tone}>{word}</MarkWord>
      {it.is_draft && it.state === 'open' ? <MarkWord tone="still">Draft</MarkWord> : null}
      {it.is_fork ? <MarkWord tone="bad">Fork</MarkWord> : null}
    </Group>
  );
}

/** A run's status leads to the run; a check without one says why at hand. */
export function CheckState(props: {
  readonly accountId: number;
  readonly projectId: number;
  readonly check: Pick<WirePullRequestCheck, 'outcome' | 'explanation' | 'run'>;
}): ReactNode {
  const { accountId, projectId, check } = props;
  if (check.run === null)
    return (
      <span title={check.explanation}>
        {check.outcome === 'not_affected' ? <MarkWord tone="good">Not affected</MarkWord> : <MarkWord tone="still">Not run</MarkWord>}
      </span>
    );
  return (
    <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId, runId: check.run.id }}>
      <RunStatus status={check.run.status} />
    </Link>
  );
}

export function Sha({ sha }: { readonly sha: string | null }): ReactNode {
  return sha === null ? <span>–</span> : <code title={sha}>{sha.slice(0, 7)}</code>;
}
