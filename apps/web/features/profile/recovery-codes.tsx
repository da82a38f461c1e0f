/** Recovery codes: how many are left, and the ten new ones while they can be seen. */
import { Button, Group, Modal } from '@mantine/core';
import type { WireProfile, WireRecoveryCodes } from '@weft/wire/weft/profile';
import type { ReactNode } from 'react';
import { ask } from '../../kit/api.ts';
import { useCopy } from '../../kit/copy-text.ts';
import { Failed } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Panel } from '../../kit/panel.tsx';
import classes from './app-panel.module.css';
import { useGuarded } from './confirm-identity.tsx';

type OnCodes = (codes: readonly string[] | null) => unknown;

export function RecoveryPanel({ profile, onCodes }: { readonly profile: WireProfile; readonly onCodes: OnCodes }): ReactNode {
  const renew = useGuarded(
    () => ask<WireRecoveryCodes>('POST', '/api/weft/profile/recovery-codes/', {}),
    ({ recovery_codes }) => onCodes(recovery_codes),
  );
  const left = profile.recovery_codes_left;
  return (
    <Panel
      title="Recovery codes"
      aside={
        <Button size="compact-sm" variant="default" loading={renew.isBusy} onClick={() => renew.begin()}>
          Make new ones
        </Button>
      }
    >
      <span className="weft-dim">
        {left === 0 ? 'None are left. Make new ones' : `${left} of ten are left. Each lets you in once`} when your second factor is lost.
        New ones take the place of the old.
      </span>
      {renew.error === null ? null : <Failed error={renew.error} />}
      {renew.question}
    </Panel>
  );
}

export function RecoveryCodesModal({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }): ReactNode {
  const { state, copy } = useCopy();
  const text = codes.join('\n');
  return (
    <Modal opened onClose={onClose} title="Your recovery codes" closeOnClickOutside={false} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Notice tone="warn" title="Keep them now" isUrgent>
        They are shown this once. Each lets you in one time, when your app or passkey is lost.
      </Notice>
      <ul className={classes.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Button size="sm" variant="default" onClick={() => copy(text)}>
            {state === 'copied' ? 'Copied' : 'Copy'}
          </Button>
          <Button
            size="sm"
            variant="default"
            component="a"
            download="weft-recovery-codes.txt"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
          >
            Download
          </Button>
        </Group>
        <Button size="sm" onClick={onClose}>
          I have kept them
        </Button>
      </Group>
    </Modal>
  );
}
