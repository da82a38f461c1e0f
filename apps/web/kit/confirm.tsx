/** Asks once more before something that cannot be taken back; for the gravest, the name must be typed. */
import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Failed } from './loaded.tsx';

export function Confirm(props: {
  readonly title: string;
  readonly children: ReactNode;
  /** What the button says: the deed itself, never "OK". */
  readonly deed: string;
  /** Must be typed before the button works. */
  readonly typedName?: string;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}): ReactNode {
  const [typed, setTyped] = useState('');
  const isReady = props.typedName === undefined || typed.trim() === props.typedName;
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={props.title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) props.onConfirm();
        }}
      >
        <Text size="sm" component="div">
          {props.children}
        </Text>
        {props.typedName === undefined ? null : (
          <TextInput
            mt="md"
            label={`Type “${props.typedName}” to go on`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {props.error === null ? null : <Failed error={props.error} />}
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            Keep it
          </Button>
          <Button type="submit" color="red.9" disabled={!isReady} loading={props.isBusy}>
            {props.deed}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
