/** Says what a project still lacks before it can run or be uploaded to, and leads there. */
import { IconNeedleThread } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { WireProject } from '@weft/wire/v3/project';
import type { ReactNode } from 'react';
import { Notice } from '../../kit/notice.tsx';
import { useMay } from '../session/session-queries.ts';
import type { SetUpStep } from './set-up-state.ts';
import { stepsLeft, useSetUpState } from './set-up-state.ts';

const lacking: Readonly<Record<SetUpStep, string>> = {
  connection: 'a connection to a warehouse',
  repository: 'a repository',
  environment: 'a production environment',
  job: 'a job',
};

export function SetUpReminder({ project }: { readonly project: WireProject }): ReactNode {
  const may = useMay(project.account_id, { projectId: project.id });
  const state = useSetUpState(project);
  const left = state === undefined ? [] : stepsLeft(state);
  if (left.length === 0 || !may('environments:write')) return null;
  return (
    <Notice tone="still" icon={<IconNeedleThread size={18} />}>
      This project still lacks {new Intl.ListFormat('en').format(left.map((step) => lacking[step]))}.{' '}
      <Link to="/deploy/$accountId/projects/$projectId/set-up" params={{ accountId: project.account_id, projectId: project.id }}>
        Go on with its set-up
      </Link>
    </Notice>
  );
}
