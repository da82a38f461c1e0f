/** Asks for what a thing needs, makes it, and shows what is told only once, such as its secret. */
import { Button, Group, Modal } from '@mantine/core';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Form } from './form.tsx';

/** `listKey`: of the list that it will be in. `madeTitle`: when it is made. `children`: what to tell of it then. A click beside it closes it only before. */
export function MakeOnce<Made>(props: {
  readonly title: string;
  readonly madeTitle: string;
  readonly deed: string;
  readonly fields: ReactNode;
  readonly isIncomplete?: boolean;
  readonly size?: 'lg';
  readonly listKey: QueryKey;
  readonly make: () => Promise<Made>;
  readonly onClose: () => void;
  readonly children: (made: Made) => ReactNode;
}): ReactNode {
  const { title, madeTitle, deed, fields, isIncomplete = false, size = 'md', listKey, make, onClose, children } = props;
  const queries = useQueryClient();
  const create = useMutation({ mutationFn: make, onSuccess: () => queries.invalidateQueries({ queryKey: listKey }) });
  const made = create.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={made === undefined ? title : madeTitle}
      size={size}
      closeOnClickOutside={made === undefined}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made === undefined ? (
        <Form deed={deed} isBusy={create.isPending} error={create.error} isDisabled={isIncomplete} onSubmit={() => create.mutate()}>
          {fields}
        </Form>
      ) : (
        <>
          {children(made)}
          <Group justify="flex-end" mt="md">
            <Button size="sm" onClick={onClose}>
              I have copied it
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}
