/** Where a warehouse's sign-in page sends people back to: the answer is handed to the server, as the person who is signed in here. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { Failed, RowSkeletons } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import { said } from '../../kit/said.ts';
import { finishLink, identitiesQuery } from './identities-panel.tsx';

export function CompleteLinkPage(): ReactNode {
  usePageTitle('Linking', 'Profile');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const told = new URLSearchParams(window.location.search);
  const code = told.get('code') ?? '';
  const refused = told.get('error_description') ?? told.get('error');
  // An answer serves once, and React may mount a page twice.
  const isSent = useRef(false);
  const { mutate, error } = useMutation({
    mutationFn: () => finishLink({ state: told.get('state') ?? '', code }),
    onSuccess: async ({ connection_name }) => {
      await queries.invalidateQueries(identitiesQuery);
      said(`You are linked to ${connection_name}.`);
      await navigate({ to: '/settings/profile/credentials', replace: true });
    },
  });
  useEffect(() => {
    if (isSent.current || code === '') return;
    isSent.current = true;
    mutate();
  }, [mutate, code]);
  if (refused !== null) return <Failed error={new Error(`The warehouse did not let you in: ${refused}. Begin again in your profile.`)} />;
  if (code === '') return <Failed error={new Error('The warehouse sent no code. Begin again in your profile.')} />;
  return error === null ? <RowSkeletons rows={3} /> : <Failed error={error} />;
}
