/** A moment, said shortly, with the exact time for whoever points at it; and the length of something that may still go on. */
import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNowMs } from './clock.ts';
import { absoluteTime, readTime, relativeTime, shortDuration } from './read-time.ts';

export function Ago({ at, missing = '–' }: { readonly at: string | null | undefined; readonly missing?: string }): ReactNode {
  const now = useNowMs(10);
  if (!at) return <span>{missing}</span>;
  const time = readTime(at);
  return (
    <Tooltip label={absoluteTime(time)} withArrow openDelay={200}>
      <time dateTime={time.toISOString()}>{relativeTime(time, now)}</time>
    </Tooltip>
  );
}

export function Lasting({ from, to }: { readonly from: string | null | undefined; readonly to: string | null | undefined }): ReactNode {
  const now = useNowMs(to ? 60 : 1);
  if (!from) return <span>–</span>;
  const endMs = to ? readTime(to).getTime() : now;
  return <span>{shortDuration((endMs - readTime(from).getTime()) / 1000)}</span>;
}
