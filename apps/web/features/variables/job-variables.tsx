/** A job's own values of environment variables, and what its runs get in all. */
import type { ReactNode } from 'react';
import { useMay } from '../session/session-queries.ts';
import { Overrides } from './overrides.tsx';
import { Resolved } from './resolved-variables.tsx';

export function JobVariables(props: { readonly accountId: number; readonly projectId: number; readonly jobId: number }): ReactNode {
  const { jobId, ...place } = props;
  const may = useMay(place.accountId);
  if (!may('variables:read')) return null;
  return (
    <>
      <Overrides place={place} of={{ jobId }} mayWrite={may('variables:write')} />
      <Resolved place={place} holdsFor={{ jobId }} title="What its runs get" />
    </>
  );
}
