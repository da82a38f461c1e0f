/** How a deed went, in a word that is not told by colour alone. */
import { Badge, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

const colors: Readonly<Record<string, string>> = { done: 'green', refused: 'red', failed: 'yellow', unknown: 'gray' };

export const outcomeWords: Readonly<Record<string, string>> = {
  done: 'Done',
  refused: 'Refused',
  failed: 'Failed',
  unknown: 'Unknown',
};

export function OutcomeMark({ outcome, faultCode }: { readonly outcome: string; readonly faultCode: string | null }): ReactNode {
  const why = outcome === 'unknown' ? 'It was begun, and Weft ended before it was known how it went.' : faultCode;
  const mark = (
    <Badge size="sm" variant="light" color={colors[outcome] ?? 'gray'} tt="none">
      {outcomeWords[outcome] ?? outcome}
    </Badge>
  );
  return why === null ? mark : <Tooltip label={why}>{mark}</Tooltip>;
}
