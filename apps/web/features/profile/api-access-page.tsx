/** One's own tokens: a program that has one acts as oneself, as far as its scopes go. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { WirePersonalToken } from '@weft/wire/v3/personal-token';
import type { WireSessionAccount } from '@weft/wire/weft/session';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { RevokeToken } from '../../kit/revoke-token.tsx';
import { Ago } from '../../kit/time.tsx';
import { Expiry } from '../service-tokens/expiry.tsx';
import { useSession } from '../session/session-queries.ts';
import { MakePersonalToken } from './make-personal-token.tsx';
import { personalTokensQuery, revokePersonalToken } from './personal-token-queries.ts';

export function ApiAccessPage(): ReactNode {
  usePageTitle('API access', 'Profile');
  const { user, accounts } = useSession();
  if (user === null || accounts.length === 0) return <Empty title="You are in no account">Ask an account admin for an invitation.</Empty>;
  return accounts.map((account) => <Tokens key={account.id} account={account} userId={user.id} isOne={accounts.length === 1} />);
}

function Tokens(props: { readonly account: WireSessionAccount; readonly userId: number; readonly isOne: boolean }): ReactNode {
  const { account, userId } = props;
  const tokens = useQuery(personalTokensQuery(account.id, userId));
  const [isMaking, setMaking] = useState(false);
  const title = props.isOne ? 'Personal tokens' : `Personal tokens in ${account.name}`;
  if (account.licence === 'read_only')
    return (
      <Panel title={title}>
        <Empty title="Your seat has no API access">A read-only seat looks at pages. Ask an account admin for another licence.</Empty>
      </Panel>
    );
  const create = (
    <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
      Create personal token
    </Button>
  );
  return (
    <Panel title={title} isFlush aside={create}>
      <Loaded from={tokens}>
        {(found) => (
          <DataTable
            label={title}
            rows={found}
            columns={columnsOf(account.id, userId)}
            keyOf={({ id }) => id}
            sorting={{ key: 'made', isDescending: true }}
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="No personal tokens yet" action={create}>
                  A personal token lets a program on your own machine act as you: the command line, an editor. For what others rely on, use
                  a service token of the account.
                </Empty>
              </div>
            }
          />
        )}
      </Loaded>
      {isMaking ? <MakePersonalToken account={account} userId={userId} onClose={() => setMaking(false)} /> : null}
    </Panel>
  );
}

function columnsOf(accountId: number, userId: number): readonly Column<WirePersonalToken>[] {
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
      key: 'scopes',
      title: 'May',
      isMinor: true,
      cell: ({ scopes }) => (scopes === null ? 'all that you may' : <span title={scopes.join('\n')}>{told(scopes)}</span>),
    },
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
      sortBy: ({ expires_at }) => expires_at,
      cell: ({ expires_at }) => <Expiry at={expires_at} />,
    },
    {
      key: 'end',
      title: 'End',
      isTitleHidden: true,
      align: 'end',
      cell: (token) => <Revoke accountId={accountId} userId={userId} token={token} />,
    },
  ];
}

function told(scopes: readonly string[]): string {
  return scopes.length <= 3 ? scopes.join(', ') : `${scopes.length} permissions`;
}

function Revoke(props: { readonly accountId: number; readonly userId: number; readonly token: WirePersonalToken }): ReactNode {
  const { accountId, userId, token } = props;
  return (
    <RevokeToken name={token.name} revoke={() => revokePersonalToken(accountId, userId, token.id)} listKey={['personal-tokens', accountId]}>
      Whatever uses it is refused from now on. This cannot be taken back.
    </RevokeToken>
  );
}
