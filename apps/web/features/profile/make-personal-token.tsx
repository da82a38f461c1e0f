/** Makes a personal token with the scope and the end that one chooses, and shows its secret once. */
import { MultiSelect, Radio } from '@mantine/core';
import type { WireSessionAccount } from '@weft/wire/weft/session';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { MakeOnce } from '../../kit/make-once.tsx';
import { NameField } from '../../kit/name-field.tsx';
import { ExpiryChoice, expiryOf } from '../service-tokens/expiry.tsx';
import { SecretOnce } from '../service-tokens/secret-once.tsx';
import { createPersonalToken } from './personal-token-queries.ts';

interface Draft {
  readonly name: string;
  readonly reach: string;
  readonly scopes: readonly string[];
  /** Until it expires; empty: never. */
  readonly days: string;
}

export function MakePersonalToken(props: {
  readonly account: WireSessionAccount;
  readonly userId: number;
  readonly onClose: () => void;
}): ReactNode {
  const { account, userId, onClose } = props;
  const [draft, setDraft] = useState<Draft>({ name: '', reach: 'all', scopes: [], days: '90' });
  return (
    <MakeOnce
      title="Create a personal token"
      madeTitle="The token is made"
      deed="Create personal token"
      size="lg"
      isIncomplete={draft.reach === 'chosen' && draft.scopes.length === 0}
      fields={<Fields permissions={account.permissions} draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />}
      make={() =>
        createPersonalToken(account.id, userId, {
          name: draft.name.trim(),
          scopes: scopesOf(draft.reach, draft.scopes, account.permissions),
          expires_at: expiryOf(draft.days),
        })
      }
      listKey={['personal-tokens', account.id]}
      onClose={onClose}
    >
      {(made) => <SecretOnce name={made.name} secret={made.token_string} />}
    </MakeOnce>
  );
}

function Fields(props: {
  readonly permissions: readonly string[];
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
}): ReactNode {
  const { permissions, draft, onChange } = props;
  return (
    <>
      <NameField value={draft.name} onChange={(name) => onChange({ name })} />
      <Radio.Group label="May" value={draft.reach} onChange={(reach) => onChange({ reach })}>
        <div style={{ display: 'grid', gap: 8, marginTop: 8 }}>
          <Radio size="xs" value="all" label="All that you may" description="Now and later, as your groups change" />
          <Radio size="xs" value="read" label="Only read" />
          <Radio size="xs" value="chosen" label="Only what you choose" />
        </div>
      </Radio.Group>
      {draft.reach === 'chosen' ? (
        <MultiSelect
          label="Permissions"
          searchable
          data={[...permissions]}
          value={[...draft.scopes]}
          onChange={(scopes) => onChange({ scopes })}
        />
      ) : null}
      <ExpiryChoice days={draft.days} onChange={(days) => onChange({ days })} />
    </>
  );
}

function scopesOf(reach: string, chosen: readonly string[], permissions: readonly string[]): readonly string[] | null {
  if (reach === 'all') return null;
  return reach === 'read' ? permissions.filter((name) => name.endsWith(':read')) : chosen;
}
