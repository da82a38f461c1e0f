/** The account's service tokens: who may do what by program. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { WireServiceToken } from '@weft/wire/v3/service-token';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { useMay } from '../session/session-queries.ts';
import { Expiry } from './expiry.tsx';
import { GrantList } from './grant-list.tsx';
import { MakeToken } from './make-token.tsx';
import { permissionSetTitle } from './permission-sets.ts';
import { RevokeServiceToken } from './revoke-token.tsx';
import { serviceTokensQuery } from './service-token-queries.ts';

export function ServiceTokensPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  usePageTitle('Service tokens', 'Settings');
  if (!may('service_tokens:read'))
    return <Empty title="You may not see service tokens">Ask an account admin for the right to, or for a token.</Empty>;
  return <Tokens accountId={accountId} mayWrite={may('service_tokens:write')} />;
}

function Tokens({ accountId, mayWrite }: { readonly accountId: number; readonly mayWrite: boolean }): ReactNode {
  const tokens = useQuery(serviceTokensQuery(accountId));
  const [isMaking, setMaking] = useState(false);
  const create = mayWrite ? (
    <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
      Create service token
    </Button>
  ) : null;
  return (
    <Panel title="Service tokens" isFlush aside={create}>
      <Loaded from={tokens}>
        {(found) => (
          <DataTable
            label="Service tokens"
            rows={found}
            columns={columnsOf(accountId, mayWrite)}
            keyOf={({ id }) => id}
            textOf={({ name, permission_grants }) =>
              `${name} ${permission_grants.map(({ permission_set }) => permissionSetTitle(permission_set)).join(' ')}`
            }
            sorting={{ key: 'made', isDescending: true }}
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="No service tokens yet" action={create}>
                  A service token lets a program act in this account: dbt that uploads, a scheduler that starts jobs, Terraform.
                </Empty>
              </div>
            }
          />
        )}
      </Loaded>
      {isMaking ? <MakeToken accountId={accountId} onClose={() => setMaking(false)} /> : null}
    </Panel>
  );
}

function columnsOf(accountId: number, mayWrite: boolean): readonly Column<WireServiceToken>[] {
  return [
    {
      key: 'name',
      title: 'Token',
      sortBy: ({ name }) => name,
      cell: ({ name, token_hint }) => (
        <>
          <b>{name}</b> <code className="weft-dim">…{token_hint}</code>
        </>
      ),
    },
    {
      key: 'grants',
      title: 'May',
      cell: ({ permission_grants }) => <GrantList accountId={accountId} grants={permission_grants} />,
    },
    { key: 'by', title: 'Made by', isMinor: true, sortBy: ({ created_by }) => created_by, cell: ({ created_by }) => created_by },
    {
      key: 'made',
      title: 'Made',
      align: 'end',
      isMinor: true,
      sortBy: ({ created_at }) => created_at,
      cell: ({ created_at }) => <Ago at={created_at} />,
    },
    {
      key: 'used',
      title: 'Last used',
      align: 'end',
      sortBy: ({ last_used }) => last_used,
      cell: ({ last_used }) => <Ago at={last_used} missing="never" />,
    },
    {
      key: 'expires',
      title: 'Expires',
      align: 'end',
      isMinor: true,
      sortBy: ({ expires_at }) => expires_at,
      cell: ({ expires_at }) => <Expiry at={expires_at} />,
    },
    {
      key: 'revoke',
      title: 'End',
      isTitleHidden: true,
      align: 'end',
      cell: (token) => (mayWrite ? <RevokeServiceToken accountId={accountId} token={token} /> : null),
    },
  ];
}
