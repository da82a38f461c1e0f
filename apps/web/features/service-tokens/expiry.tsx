/** When a token ends: chosen when it is made, and told afterwards. */
import { Badge, NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { nowMs, useNowMs } from '../../kit/clock.ts';
import { readTime } from '../../kit/read-time.ts';

const choices = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: '', label: 'Never' },
];
const day = 24 * 3600 * 1000;

export function ExpiryChoice({ days, onChange }: { readonly days: string; readonly onChange: (days: string) => void }): ReactNode {
  return (
    <NativeSelect
      label="Expires after"
      description="It is refused from then on. What is forgotten should end by itself."
      value={days}
      data={choices}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** ISO; null: never. */
export function expiryOf(days: string): string | null {
  return days === '' ? null : new Date(nowMs() + Number(days) * day).toISOString();
}

export function Expiry({ at }: { readonly at: string | null }): ReactNode {
  const now = useNowMs(60);
  if (at === null) return <span className="weft-dim">never</span>;
  const time = readTime(at);
  if (time.getTime() <= now)
    return (
      <Badge size="xs" color="red" variant="light">
        Expired
      </Badge>
    );
  const left = Math.ceil((time.getTime() - now) / day);
  return (
    <time dateTime={time.toISOString()} title={time.toISOString()}>
      in {left === 1 ? 'a day' : `${left} days`}
    </time>
  );
}
