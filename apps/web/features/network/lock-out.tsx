/** What was refused of a change of IP restrictions; where it would shut oneself out, the way to do it all the same. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../../kit/api.ts';
import { Failed } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';

export function LockOut(props: { readonly error: Error | null; readonly isBusy: boolean; readonly onForce: () => void }): ReactNode {
  const { error } = props;
  if (error === null) return null;
  if (!(error instanceof ApiError) || error.code !== 'ip_restriction.locks_you_out') return <Failed error={error} />;
  return (
    <Notice tone="warn" isUrgent>
      {error.message}
      <div>
        <Button mt="sm" size="compact-sm" color="red" variant="light" loading={props.isBusy} onClick={props.onForce}>
          Shut me out
        </Button>
      </div>
    </Notice>
  );
}
