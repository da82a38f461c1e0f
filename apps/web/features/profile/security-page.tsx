/** How one proves who one is: password, authenticator app, passkeys, recovery codes. */

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import { sessionQuery, useSession } from '../session/session-queries.ts';
import { AppPanel } from './app-panel.tsx';
import { PasskeysPanel } from './passkeys-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { profileQuery } from './profile-queries.ts';
import { RecoveryCodesModal, RecoveryPanel } from './recovery-codes.tsx';

export function SecurityPage(): ReactNode {
  usePageTitle('Security', 'Profile');
  const profile = useQuery(profileQuery);
  const { needs_second_factor } = useSession();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const hear = async (made: readonly string[] | null) => {
    setCodes(made);
    if (made === null) await queries.invalidateQueries(sessionQuery);
  };
  return (
    <Loaded from={profile}>
      {(found) => (
        <div style={{ maxWidth: 760 }}>
          {needs_second_factor ? (
            <div style={{ marginBottom: 16 }}>
              <Notice tone="warn" title="Your account wants a second factor" isUrgent>
                {found.has_totp || found.passkeys.length > 0 ? (
                  <>
                    You have one now.{' '}
                    <Button
                      size="compact-sm"
                      onClick={() => void queries.invalidateQueries(sessionQuery).then(() => navigate({ to: '/' }))}
                    >
                      Go on to the account
                    </Button>
                  </>
                ) : (
                  'Set up an authenticator app or a passkey below. Then you are let in.'
                )}
              </Notice>
            </div>
          ) : null}
          <PasswordPanel profile={found} />
          <AppPanel profile={found} onCodes={hear} />
          <PasskeysPanel profile={found} onCodes={hear} />
          {found.has_totp || found.passkeys.length > 0 ? <RecoveryPanel profile={found} onCodes={hear} /> : null}
          {codes === null ? null : <RecoveryCodesModal codes={codes} onClose={() => hear(null)} />}
        </div>
      )}
    </Loaded>
  );
}
