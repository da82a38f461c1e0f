/** What an environment is set to. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { WireCredential } from '@weft/wire/weft/credential';
import type { ReactNode } from 'react';
import { InlineCode } from '../../kit/copy.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { connectionPlace, connectionsQuery, credentialQuery } from '../connections/connection-queries.ts';
import { meshQuery } from '../mesh/mesh-queries.ts';
import { useMay } from '../session/session-queries.ts';

export function EnvironmentFacts({ environment }: { readonly environment: WireEnvironment }): ReactNode {
  const { account_id: accountId, project_id: projectId, connection_id, credentials_id } = environment;
  const may = useMay(accountId);
  const connection = useQuery({ ...connectionsQuery(accountId), enabled: may('connections:read') }).data?.find(
    ({ id }) => id === connection_id,
  );
  const credential = useQuery({ ...credentialQuery(accountId, projectId, credentials_id ?? 0), enabled: credentials_id !== null }).data;
  return (
    <Panel title="Settings">
      <Facts
        items={[
          ['Environment ID', <InlineCode key="id" value={String(environment.id)} what="Environment ID" />],
          ['dbt version', <code key="version">{environment.dbt_version}</code>],
          ['Branch', environment.custom_branch === null ? 'the default branch' : <code key="branch">{environment.custom_branch}</code>],
          [
            'Connection',
            connection_id === null
              ? 'none: artifacts are uploaded'
              : connection === undefined
                ? `#${connection_id}`
                : `${connection.name} (${connectionPlace(connection)})`,
          ],
          credential === undefined ? null : ['Schema', <code key="schema">{credential.target_schema}</code>],
          credential === undefined ? null : ['Threads', credential.threads],
          userOf(credential?.values),
          environment.extended_attributes_id === null ? null : ['Extended attributes', 'put over the profile'],
          ['Changed', <Ago key="changed" at={environment.updated_at} />],
          environment.deployment_type === null ? null : ['Publication', <Publication key="publication" environment={environment} />],
        ]}
      />
    </Panel>
  );
}

function userOf(values: WireCredential['values'] | undefined): readonly [string, string] | null {
  const user = values?.username ?? values?.user;
  return user === undefined ? null : ['Username', String(user)];
}

/** What other projects can refer to from here. */
function Publication({ environment }: { readonly environment: WireEnvironment }): ReactNode {
  const { account_id: accountId, project_id: projectId, id, deployment_type } = environment;
  const mesh = useQuery(meshQuery(accountId)).data;
  const found = mesh?.projects.find((project) => project.id === projectId)?.environments.find((each) => each.id === id)?.publication;
  if (mesh === undefined) return '…';
  if (!found) return 'none yet';
  return (
    <>
      <Link
        to="/deploy/$accountId/projects/$projectId/public-models"
        params={{ accountId, projectId }}
        search={deployment_type === 'staging' ? { deployment: 'staging' } : {}}
      >
        {found.public_models} public {found.public_models === 1 ? 'model' : 'models'}
      </Link>
      , <Ago at={found.generated_at} />
    </>
  );
}
