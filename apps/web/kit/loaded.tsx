/** What stands where an answer will be: its skeleton, then the answer, or what went wrong and a way to try again. */
import { Button, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from './api.ts';
import { Notice } from './notice.tsx';

export function Loaded<Data>({
  from,
  skeleton,
  children,
}: {
  readonly from: UseQueryResult<Data>;
  readonly skeleton?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}): ReactNode {
  if (from.data !== undefined) return children(from.data);
  if (from.isError) return <Failed error={from.error} onRetry={() => void from.refetch()} />;
  return skeleton ?? <RowSkeletons rows={4} />;
}

export function Failed({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }): ReactNode {
  return (
    <Notice tone="bad" title={failureTitle(error)} isUrgent>
      {error.message}
      {onRetry === undefined ? null : (
        <div>
          <Button mt="sm" size="compact-sm" variant="default" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </Notice>
  );
}

function failureTitle(error: Error): string {
  if (!(error instanceof ApiError)) return 'This did not work';
  if (error.status === 404) return 'Not found';
  if (error.status === 403) return 'You may not do this';
  if (error.status === 0) return 'No connection to Weft';
  return 'This did not work';
}

export function RowSkeletons({ rows, height = 34 }: { readonly rows: number; readonly height?: number }): ReactNode {
  return (
    <div aria-busy="true" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content have nothing else
        <Skeleton key={row} height={height} mb={6} radius="sm" />
      ))}
    </div>
  );
}
