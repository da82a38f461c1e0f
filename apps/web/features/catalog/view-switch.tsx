/** From the production of the projects to their staging, and back; nothing where no project has a staging. */
import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { viewsQuery } from './catalog-queries.ts';

const views = [
  { value: 'production', label: 'Production' },
  { value: 'staging', label: 'Staging' },
] as const;

/** `projectId`: only that one counts. */
export function ViewSwitch({ accountId, projectId }: { readonly accountId: number; readonly projectId?: number }): ReactNode {
  const { view = 'production' } = useSearch({ strict: false });
  const navigate = useNavigate();
  const staged = useQuery(viewsQuery(accountId)).data?.staging ?? [];
  const isThere = projectId === undefined ? staged.length > 0 : staged.includes(projectId);
  if (!isThere && view === 'production') return null;
  return (
    <SegmentedControl
      size="sm"
      aria-label="Show projects as in"
      value={view}
      data={[...views]}
      onChange={(chosen) => {
        const wanted = chosen === 'staging' ? 'staging' : 'production';
        void navigate({ to: '.', search: (before) => ({ ...before, view: wanted }), resetScroll: false });
      }}
    />
  );
}
