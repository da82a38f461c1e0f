/** How a deed went, in a word that is not told by colour alone. */
import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { MarkWord, type Tone } from '../../kit/mark-word.tsx';

const tones: Readonly<Record<string, Tone>> = { done: 'good', refused: 'bad', failed: 'busy' };

export const outcomeWords: Readonly<Record<string, string>> = {
  done: 'Done',
  refused: 'Refused',
  failed: 'Failed',
  unknown: 'Unknown',
};

export function OutcomeMark({ outcome, faultCode }: { readonly outcome: string; readonly faultCode: string | null }): ReactNode {
  const why = outcome === 'unknown' ? 'It was begun, and Weft ended before it was known how it went.' : faultCode;
  const mark = <MarkWord tone={tones[outcome] ?? 'still'}>{outcomeWords[outcome] ?? outcome}</MarkWord>;
  if (why === null) return mark;
  return (
    <Tooltip label={why}>
      <span>{mark}</span>
    </Tooltip>
  );
}
