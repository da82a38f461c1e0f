/** An environment by its name, as the link to it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { environmentsQuery } from './environment-queries.ts';

export function EnvironmentLink(props: {
  readonly accountId: number;
  readonly projectId: number;
  readonly environmentId: number;
}): ReactNode {
  const found = useQuery(environmentsQuery(props.accountId)).data?.find(({ id }) => id === props.environmentId);
  return (
    <Link to="/deploy/$accountId/projects/$projectId/environments/$environmentId" params={props}>
      {found?.name ?? `#${props.environmentId}`}
    </Link>
  );
}
