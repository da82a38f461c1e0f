/** An environment by its name, as the link to it; whoever may not open it reads its number. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../session/session-queries.ts';
import { environmentsQuery } from './environment-queries.ts';

export function EnvironmentLink(props: {
  readonly accountId: number;
  readonly projectId: number;
  readonly environmentId: number;
}): ReactNode {
  const mayOpen = useMay(props.accountId, { projectId: props.projectId })('environments:read');
  const environments = useQuery({ ...environmentsQuery(props.accountId), enabled: mayOpen }).data;
  const found = environments?.find(({ id }) => id === props.environmentId);
  if (!mayOpen) return `environment #${props.environmentId}`;
  return (
    <Link to="/deploy/$accountId/projects/$projectId/environments/$environmentId" params={props}>
      {found?.name ?? `#${props.environmentId}`}
    </Link>
  );
}
