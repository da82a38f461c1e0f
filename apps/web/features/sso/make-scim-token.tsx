/** Makes a SCIM token and shows its secret once. */
import type { ReactNode } from 'react';
import { useState } from 'react';
import { MakeOnce } from '../../kit/make-once.tsx';
import { NameField } from '../../kit/name-field.tsx';
import { SecretOnce } from '../service-tokens/secret-once.tsx';
import { createScimToken } from './sso-queries.ts';

export function MakeScimToken({ accountId, onClose }: { readonly accountId: number; readonly onClose: () => void }): ReactNode {
  const [name, setName] = useState('');
  return (
    <MakeOnce
      title="Create a SCIM token"
      madeTitle="The token is made"
      deed="Create SCIM token"
      fields={<NameField description="What uses it, such as the identity provider’s name" value={name} onChange={setName} />}
      make={() => createScimToken(accountId, name.trim())}
      listKey={['scim-tokens', accountId]}
      onClose={onClose}
    >
      {(made) => <SecretOnce name={made.name} secret={made.token_string} />}
    </MakeOnce>
  );
}
