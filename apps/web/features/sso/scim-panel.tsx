/** SCIM: whether an identity provider keeps people and groups, how far, where it reaches Weft, and its tokens. */
import { Button, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireScimConfig, WireScimToken } from '@weft/wire/v3/scim';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CopyValue } from '../../kit/copy.tsx';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import { MakeScimToken } from './make-scim-token.tsx';
import { RevokeScimToken } from './revoke-scim-token.tsx';
import classes from './sso.module.css';
import { scimConfigQuery, scimTokensQuery, setScimConfig } from './sso-queries.ts';

interface Props {
  readonly accountId: number;
  readonly mayWrite: boolean;
}

export function ScimPanel({ accountId, baseUrl, mayWrite }: Props & { readonly baseUrl: string }): ReactNode {
  const config = useQuery(scimConfigQuery(accountId));
  return (
    <Panel title="Provisioning (SCIM 2.0)">
      <p className={classes.note}>
        Your identity provider makes people and groups here, and shuts people out the moment they leave. What it sends wins over what is
        changed here.
      </p>
      <Loaded from={config}>
        {(found) => (
          <>
            <Choices accountId={accountId} config={found} mayWrite={mayWrite} />
            {found.enabled ? (
              <>
                <div className={classes.values} style={{ marginTop: 16 }}>
                  <CopyValue
                    label="Base URL"
                    value={baseUrl}
                    hint="With a token from below, as a bearer token; unique by userName, which is the e-mail address"
                  />
                </div>
                <Tokens accountId={accountId} mayWrite={mayWrite} />
              </>
            ) : null}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Choices({ accountId, config, mayWrite }: Props & { readonly config: WireScimConfig }): ReactNode {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (change: Partial<WireScimConfig>) => setScimConfig(accountId, { ...config, ...change }),
    onSuccess: (saved) => {
      queries.setQueryData(scimConfigQuery(accountId).queryKey, saved);
      said('Provisioning is saved.');
    },
  });
  const choice = (name: keyof WireScimConfig, label: string, description: string) => (
    <Switch
      label={label}
      description={description}
      checked={config[name]}
      disabled={!mayWrite || save.isPending}
      onChange={(event) => save.mutate({ [name]: event.currentTarget.checked })}
    />
  );
  return (
    <div className={classes.values} style={{ marginBottom: 0 }}>
      {choice('enabled', 'Provision people and groups by SCIM', 'Off, every SCIM token is refused; people and groups stay as they are.')}
      {config.enabled
        ? choice(
            'manual_updates_allowed',
            'Members of its groups may be changed here too',
            'Off, only the identity provider says who is in a group that it keeps.',
          )
        : null}
      {config.enabled
        ? choice(
            'scim_controlled_license_type',
            'The identity provider says who has which licence',
            'By the attribute licenseType of the schema urn:ietf:params:scim:schemas:extension:dbtLabs:2.0:User. Off, new people get a developer licence.',
          )
        : null}
      {save.error === null ? null : <Failed error={save.error} />}
    </div>
  );
}

function Tokens({ accountId, mayWrite }: Props): ReactNode {
  const tokens = useQuery(scimTokensQuery(accountId));
  const [isMaking, setMaking] = useState(false);
  return (
    <>
      <Loaded from={tokens}>
        {(found) => (
          <DataTable
            label="SCIM tokens"
            rows={found}
            columns={columnsOf(accountId, mayWrite)}
            keyOf={({ id }) => id}
            sorting={{ key: 'made', isDescending: true }}
            empty={<p className={classes.note}>No token yet: your identity provider needs one to come in.</p>}
          />
        )}
      </Loaded>
      {mayWrite ? (
        <div className={classes.deeds}>
          <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
            Create SCIM token
          </Button>
        </div>
      ) : null}
      {isMaking ? <MakeScimToken accountId={accountId} onClose={() => setMaking(false)} /> : null}
    </>
  );
}

function columnsOf(accountId: number, mayWrite: boolean): readonly Column<WireScimToken>[] {
  return [
    { key: 'name', title: 'Token', sortBy: ({ name }) => name, cell: ({ name }) => <b>{name}</b> },
    { key: 'made', title: 'Made', align: 'end', sortBy: ({ created_at }) => created_at, cell: ({ created_at }) => <Ago at={created_at} /> },
    {
      key: 'used',
      title: 'Last used',
      align: 'end',
      sortBy: ({ last_used }) => last_used,
      cell: ({ last_used }) => <Ago at={last_used} missing="never" />,
    },
    {
      key: 'revoke',
      title: 'End',
      isTitleHidden: true,
      align: 'end',
      cell: (token) => (mayWrite ? <RevokeScimToken accountId={accountId} token={token} /> : null),
    },
  ];
}
