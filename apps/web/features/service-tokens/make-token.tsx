/** Makes a service token with the permission sets and projects that one chooses, and shows its secret once. */
import type { ReactNode } from 'react';
import { useState } from 'react';
import { MakeOnce } from '../../kit/make-once.tsx';
import { NameField } from '../../kit/name-field.tsx';
import { ExpiryChoice, expiryOf } from './expiry.tsx';
import type { GrantDraft } from './grant-rows.tsx';
import { GrantRows, grantsToSend, newGrant } from './grant-rows.tsx';
import { SecretOnce } from './secret-once.tsx';
import { createServiceToken } from './service-token-queries.ts';

interface TokenDraft {
  readonly name: string;
  readonly grants: readonly GrantDraft[];
  /** Until it expires; empty: never. */
  readonly days: string;
}

export function MakeToken({ accountId, onClose }: { readonly accountId: number; readonly onClose: () => void }): ReactNode {
  const [draft, setDraft] = useState<TokenDraft>({ name: '', grants: [newGrant([], 'job_viewer')], days: '' });
  return (
    <MakeOnce
      title="Create a service token"
      madeTitle="The token is made"
      deed="Create service token"
      size="lg"
      isIncomplete={draft.grants.length === 0}
      fields={<TokenFields accountId={accountId} draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />}
      make={() =>
        createServiceToken(accountId, {
          name: draft.name.trim(),
          permission_grants: grantsToSend(draft.grants),
          expires_at: expiryOf(draft.days),
        })
      }
      listKey={['service-tokens', accountId]}
      onClose={onClose}
    >
      {(made) => <SecretOnce name={made.name} secret={made.token_string} />}
    </MakeOnce>
  );
}

function TokenFields(props: {
  readonly accountId: number;
  readonly draft: TokenDraft;
  readonly onChange: (change: Partial<TokenDraft>) => void;
}): ReactNode {
  const { draft, onChange } = props;
  return (
    <>
      <NameField value={draft.name} onChange={(name) => onChange({ name })} />
      <GrantRows accountId={props.accountId} grants={draft.grants} onChange={(grants) => onChange({ grants })} none="It may nothing yet." />
      <p className="weft-dim" style={{ margin: 0 }}>
        Uploading artifacts takes Ingest; uploading and starting runs takes Job Runner and Job Viewer.
      </p>
      <ExpiryChoice days={draft.days} onChange={(days) => onChange({ days })} />
    </>
  );
}
