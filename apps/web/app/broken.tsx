/** What stands in place of a page that failed to be drawn. */
import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../kit/api.ts';
import { Failed } from '../kit/loaded.tsx';
import { NotFound } from './not-found.tsx';

/** A page whose code could not be fetched is most often one of an older build: loading anew helps. */
export function Broken({ error: thrown, reset }: ErrorComponentProps): ReactNode {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  const isOldBuild = /dynamically imported module|Importing a module script failed/.test(error.message);
  return (
    <div style={{ maxWidth: 640, margin: '10vh auto', padding: '0 16px' }}>
      <h1 style={{ fontSize: 22 }}>{isOldBuild ? 'Weft was updated' : 'This page failed'}</h1>
      {isOldBuild ? <p>This page comes from a newer version than the one that is open here.</p> : <Failed error={error} onRetry={reset} />}
      <Button variant="default" onClick={() => window.location.reload()}>
        Load the page anew
      </Button>
    </div>
  );
}
