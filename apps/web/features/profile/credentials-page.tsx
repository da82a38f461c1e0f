/** With what one develops in each project: one's own, seen by nobody else. */
import { Button, Modal } from '@mantine/core';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { WireProject } from '@weft/wire/v3/project';
import type { WireConnection } from '@weft/wire/weft/connection';
import type { WireDevelopmentCredentials } from '@weft/wire/weft/credential';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import {
  connectionsQuery,
  developmentCredentialsQuery,
  saveDevelopmentCredentials,
  testInProject,
} from '../connections/connection-queries.ts';
import { ConnectionTester } from '../connections/connection-test.tsx';
import { CredentialFields, credentialDraft, credentialRequest, newCredential } from '../connections/credential-fields.tsx';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { projectsQuery } from '../projects/project-queries.ts';
import { useMay, useSession } from '../session/session-queries.ts';
import { IdentitiesPanel } from './identities-panel.tsx';

export function CredentialsPage(): ReactNode {
  usePageTitle('Credentials', 'Profile');
  const { accounts } = useSession();
  if (accounts.length === 0) return <Empty title="You are in no account yet">Ask an account admin to invite you.</Empty>;
  return accounts.map(({ id, name }) => <AccountCredentials key={id} accountId={id} name={accounts.length > 1 ? name : null} />);
}

interface Row {
  readonly project: WireProject;
  readonly connection: WireConnection | undefined;
  readonly own: WireDevelopmentCredentials | undefined;
}

function AccountCredentials({ accountId, name }: { readonly accountId: number; readonly name: string | null }): ReactNode {
  const may = useMay(accountId);
  const projects = useQuery(projectsQuery(accountId));
  const environments = useQuery(environmentsQuery(accountId)).data ?? [];
  const connections = useQuery({ ...connectionsQuery(accountId), enabled: may('connections:read') }).data ?? [];
  const rows = projects.data ?? [];
  const owned = useQueries({ queries: rows.map(({ id }) => ({ ...developmentCredentialsQuery(accountId, id), retry: false })) });
  const [opened, setOpened] = useState<number | null>(null);
  const all = rows.map((project, index): Row => {
    const connectionId = connectionOf(environments.filter(({ project_id }) => project_id === project.id));
    return { project, connection: connections.find(({ id }) => id === connectionId), own: owned[index]?.data };
  });
  // Where one may not develop, or nothing runs, there is nothing to enter.
  const shown = all.filter(({ own, connection }) => own !== undefined && (connection !== undefined || own.credentials !== null));
  const open = shown.find(({ project }) => project.id === opened);
  const linkable = connections.filter((it) => it.oauth_configuration_id !== null || it.config.allow_sso === true);
  return (
    <>
      <Panel title={name === null ? 'Development credentials' : `Development credentials in ${name}`} isFlush>
        <Loaded from={projects}>
          {() => (
            <DataTable
              label="Development credentials"
              rows={shown}
              keyOf={({ project }) => project.id}
              columns={[
                { key: 'project', title: 'Project', sortBy: ({ project }) => project.name, cell: ({ project }) => <b>{project.name}</b> },
                {
                  key: 'connection',
                  title: 'Connection',
                  cell: ({ connection }) => connection?.name ?? <span className="weft-dim">none</span>,
                },
                {
                  key: 'schema',
                  title: 'Schema',
                  cell: ({ own }) =>
                    own?.credentials ? <code>{own.credentials.target_schema}</code> : <span className="weft-dim">not entered</span>,
                },
                {
                  key: 'changed',
                  title: 'Changed',
                  isMinor: true,
                  cell: ({ own }) => (own?.credentials ? <Ago at={own.credentials.updated_at} /> : null),
                },
                {
                  key: 'deeds',
                  title: 'Deeds',
                  isTitleHidden: true,
                  align: 'end',
                  cell: ({ project, own, connection }) =>
                    connection === undefined ? null : (
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={`Edit credentials of ${project.name}`}
                        onClick={() => setOpened(project.id)}
                      >
                        {own?.credentials ? 'Edit' : 'Enter'}
                      </Button>
                    ),
                },
              ]}
              empty={
                <div style={{ padding: '4px 16px 12px' }}>
                  <Empty title="Nothing to enter">
                    Development credentials are for projects that have a connection and in which you may develop. Nobody else sees or uses
                    yours.
                  </Empty>
                </div>
              }
            />
          )}
        </Loaded>
        <Modal
          opened={open !== undefined}
          onClose={() => setOpened(null)}
          title={`Your credentials for ${open?.project.name ?? ''}`}
          size="lg"
          closeButtonProps={{ 'aria-label': 'Close' }}
        >
          {open?.own && open.connection ? (
            <OwnForm accountId={accountId} connection={open.connection} own={open.own} onSaved={() => setOpened(null)} />
          ) : null}
        </Modal>
      </Panel>
      <IdentitiesPanel accountId={accountId} connections={linkable} />
    </>
  );
}

/** That of the development environment; without one, whichever the project has. */
function connectionOf(environments: readonly WireEnvironment[]): number | null {
  const development = environments.find(({ type }) => type === 'development');
  return development?.connection_id ?? environments.find(({ connection_id }) => connection_id !== null)?.connection_id ?? null;
}

function OwnForm(props: {
  readonly accountId: number;
  readonly connection: WireConnection;
  readonly own: WireDevelopmentCredentials;
  readonly onSaved: () => void;
}): ReactNode {
  const { accountId, connection, own } = props;
  const kept = own.credentials?.adapter === connection.adapter ? own.credentials : undefined;
  const [draft, setDraft] = useState(() => (kept ? credentialDraft(kept) : { ...newCredential, schema: own.suggested_schema }));
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => saveDevelopmentCredentials(accountId, own.project_id, credentialRequest(draft, connection.adapter)),
    onSuccess: (saved) => {
      queries.setQueryData(developmentCredentialsQuery(accountId, own.project_id).queryKey, saved);
      said('Your credentials are saved.');
      props.onSaved();
    },
  });
  return (
    <Form deed="Save" isBusy={save.isPending} error={save.error} onSubmit={() => save.mutate()}>
      <CredentialFields
        adapter={connection.adapter}
        draft={draft}
        credential={kept}
        schemaHelp="Where your own tables go, apart from everybody else’s"
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
      <ConnectionTester
        accountId={accountId}
        begin={() =>
          testInProject(accountId, own.project_id, {
            connection_id: connection.id,
            credentials_id: kept?.id ?? null,
            target_schema: draft.schema,
            values: draft.values,
          })
        }
      />
    </Form>
  );
}
