/** A secret, while it can be seen: once. */
import { IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { CopyValue } from '../../kit/copy.tsx';
import { Notice } from '../../kit/notice.tsx';

export function SecretOnce({ name, secret }: { readonly name: string; readonly secret: string }): ReactNode {
  return (
    <Notice tone="warn" icon={<IconKey size={18} />} title="Copy this token now" isUrgent>
      <p style={{ margin: '0 0 10px' }}>It is shown this once. Weft keeps only a hash of it and cannot show it again.</p>
      <CopyValue label={name} value={secret} />
    </Notice>
  );
}
