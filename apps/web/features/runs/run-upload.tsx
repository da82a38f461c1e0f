/** The upload that a run came from. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import { shortSize } from '../../kit/read-time.ts';
import { Ago } from '../../kit/time.tsx';
import { runUploadQuery } from './run-queries.ts';

export function RunUpload({ run }: { readonly run: WireRun }): ReactNode {
  const { account_id: accountId, project_id: projectId, environment_id: environmentId } = run;
  const upload = useQuery(runUploadQuery(accountId, run.id));
  return (
    <Panel
      title="Upload"
      aside={
        <Link
          to="/deploy/$accountId/projects/$projectId/environments/$environmentId/artifact-upload"
          params={{ accountId, projectId, environmentId }}
        >
          Uploads of this environment
        </Link>
      }
    >
      <Loaded from={upload} skeleton={<RowSkeletons rows={2} />}>
        {(it) =>
          it === null ? (
            <p>Nothing is kept about the upload.</p>
          ) : (
            <Facts
              items={[
                ['dbt command', <code key="command">{it.command === null ? '–' : `dbt ${it.command}`}</code>],
                ['dbt version', it.dbt_version ?? '–'],
                ['Uploaded by', it.uploaded_by ?? '–'],
                ['Size', it.size_bytes === null ? '–' : shortSize(it.size_bytes)],
                ['Received', <Ago key="received" at={it.completed_at ?? it.created_at} />],
                ['Upload ID', it.id],
                ['Invocation', <code key="invocation">{it.invocation_id ?? '–'}</code>],
                it.reason === null ? null : ['Reason', it.reason],
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}
