/** Where what is shown comes from: who brought it, when, with which dbt, from which commit. */
import { Link } from '@tanstack/react-router';
import type { WireProvenance } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { InlineCode } from '../../kit/copy.tsx';
import { Facts } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';

export function Provenance(props: {
  readonly accountId: number;
  readonly projectId: number;
  readonly provenance: WireProvenance | null;
}): ReactNode {
  const { accountId, projectId, provenance } = props;
  if (provenance === null) return <p className="weft-dim">No manifest has come yet.</p>;
  const { git_sha: sha } = provenance;
  return (
    <Facts
      items={[
        ['Generated', <Ago key="at" at={provenance.generated_at} />],
        [provenance.is_upload ? 'Uploaded by' : 'Started by', provenance.by ?? '–'],
        ['dbt', `${provenance.dbt_version}${provenance.adapter_type === null ? '' : ` · ${provenance.adapter_type}`}`],
        provenance.command === null ? null : ['Command', <code key="command">dbt {provenance.command}</code>],
        provenance.run_id === null
          ? null
          : [
              'Run',
              <Link
                key="run"
                to="/deploy/$accountId/projects/$projectId/runs/$runId"
                params={{ accountId, projectId, runId: provenance.run_id }}
              >
                #{provenance.run_id}
              </Link>,
            ],
        provenance.git_branch === null ? null : ['Branch', provenance.git_branch],
        sha === null ? null : ['Commit', <InlineCode key="sha" value={sha.slice(0, 12)} what="Commit" />],
      ]}
    />
  );
}
