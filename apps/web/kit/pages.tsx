/** From one page of a list to the one before or after it; nothing where there is only one. */
import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';

/** `page`: from 1. Lists have the newest first. `onGo`: undefined is the first page, which an address leaves out. */
export function Pages(props: {
  readonly page: number;
  readonly pageCount: number;
  readonly onGo: (page: number | undefined) => void;
}): ReactNode {
  const { page, pageCount, onGo } = props;
  if (pageCount < 2) return null;
  const go = (to: number) => onGo(to === 1 ? undefined : to);
  return (
    <Group justify="flex-end" gap="xs" m="sm">
      <Button size="xs" variant="default" disabled={page <= 1} onClick={() => go(page - 1)}>
        Newer
      </Button>
      <span className="weft-dim">
        {page} of {pageCount}
      </span>
      <Button size="xs" variant="default" disabled={page >= pageCount} onClick={() => go(page + 1)}>
        Older
      </Button>
    </Group>
  );
}
