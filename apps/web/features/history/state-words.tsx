/** Where a state comes from, in a line. */
import { Link } from '@tanstack/react-router';
import type { WireStateEntry } from '@weft/wire/weft/history';
import type { ReactNode } from 'react';
import { absoluteTime, readTime } from '../../kit/read-time.ts';
import { Sha } from '../pull-requests/pull-request-words.tsx';
import type { InProject } from './history-queries.ts';

export function Provenance({ at, state }: { readonly at: InProject; readonly state: WireStateEntry }): ReactNode {
  const { provenance } = state;
  if (provenance === null) return <span className="weft-dim">not known</span>;
  const { run_id: runId, git_sha: sha, git_branch: branch, command, by, is_upload: isUpload } = provenance;
  return (
    <span className="weft-underlined">
      {runId === null ? (
        isUpload ? (
          'an upload'
        ) : (
          'a run'
        )
      ) : (
        <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ ...at, runId }}>
          {isUpload ? 'upload' : 'run'} #{runId}
        </Link>
      )}
      {command === null ? null : (
        <>
          {' · '}
          <code>dbt {command}</code>
        </>
      )}
      {sha === null ? null : (
        <>
          {' · '}
          <Sha sha={sha} />
        </>
      )}
      {branch === null ? null : ` · ${branch}`}
      {by === null ? null : <span className="weft-dim"> · {by}</span>}
    </span>
  );
}

/** In a picker: exact, since two may be minutes apart. */
export function stateText({ generated_at, is_current, provenance }: WireStateEntry): string {
  const sha = provenance?.git_sha?.slice(0, 7);
  return [absoluteTime(readTime(generated_at)), sha, provenance?.command, is_current ? 'current' : undefined].filter(Boolean).join(' · ');
}
