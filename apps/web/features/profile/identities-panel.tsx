/** Who one is at the account's warehouses, where people sign in there as themselves. */
import { Button, Group } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireConnection } from '@weft/wire/weft/connection';
import type { WireWarehouseIdentity } from '@weft/wire/weft/credential';
import type { ReactNode } from 'react';
import { ask, get, tell } from '../../kit/api.ts';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';

const path = '/api/weft/profile/warehouse-identities/';

export const identitiesQuery = queryOptions({
  queryKey: ['warehouse-identities'],
  queryFn: () => get<readonly WireWarehouseIdentity[]>(path),
});

export function finishLink(input: { readonly state: string; readonly code: string }): Promise<WireWarehouseIdentity> {
  return ask('POST', path, input);
}

/** `connections`: those of the account that offer it. */
export function IdentitiesPanel({
  accountId,
  connections,
}: {
  readonly accountId: number;
  readonly connections: readonly WireConnection[];
}): ReactNode {
  const identities = useQuery(identitiesQuery);
  return (
    <Panel title="Linked warehouse identities">
      <Loaded from={identities}>
        {(all) => {
          const linked = all.filter((it) => it.account_id === accountId);
          const open = connections.filter(({ id }) => !linked.some((it) => it.connection_id === id));
          return (
            <div style={{ display: 'grid', gap: 10 }}>
              {linked.length + open.length === 0 ? (
                <span className="weft-dim">
                  No connection of this account lets people sign in as themselves. An account admin can set up OAuth on a Snowflake
                  connection.
                </span>
              ) : null}
              {linked.map((identity) => (
                <Linked key={identity.id} identity={identity} />
              ))}
              {open.map((connection) => (
                <Offer key={connection.id} connection={connection} />
              ))}
            </div>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Linked({ identity }: { readonly identity: WireWarehouseIdentity }): ReactNode {
  const queries = useQueryClient();
  const unlink = useMutation({
    mutationFn: () => tell('DELETE', `${path}${identity.id}/`),
    onSuccess: async () => {
      await queries.invalidateQueries(identitiesQuery);
      said(`You are no longer linked to ${identity.connection_name}.`);
    },
  });
  return (
    <Group justify="space-between">
      <span>
        <b>{identity.connection_name}</b> {identity.username === '' ? '' : `as ${identity.username}`}, linked{' '}
        <Ago at={identity.linked_at} />
        {identity.expires_at === null ? '' : `, until ${identity.expires_at.slice(0, 10)}`}
      </span>
      <Button size="compact-xs" variant="default" loading={unlink.isPending} onClick={() => unlink.mutate()}>
        Unlink
      </Button>
      {unlink.error === null ? null : <Failed error={unlink.error} />}
    </Group>
  );
}

function Offer({ connection }: { readonly connection: WireConnection }): ReactNode {
  const begin = useMutation({
    mutationFn: () =>
      ask<{ readonly url: string }>('POST', `/api/weft/accounts/${connection.account_id}/connections/${connection.id}/identity/`, {}),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  return (
    <Group justify="space-between">
      <span>
        <b>{connection.name}</b> <span className="weft-dim">not linked</span>
      </span>
      <Button size="compact-xs" variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
        Link your identity
      </Button>
      {begin.error === null ? null : <Failed error={begin.error} />}
    </Group>
  );
}
