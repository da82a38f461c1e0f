/** Looks for text or errors in a log: the server does, since it has the whole of it. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useMemo, useState } from 'react';
import classes from './log-viewer.module.css';
import type { StepLog } from './step-log.ts';

export interface LogSearch {
  readonly typed: string;
  readonly isForErrors: boolean;
  readonly isAsking: boolean;
  readonly error: Error | null;
  /** Lines from 0. */
  readonly hits: ReadonlySet<number>;
  readonly count: number;
  readonly isWhole: boolean;
  readonly current: number | undefined;
  readonly place: number;
  readonly type: (text: string) => void;
  readonly findErrors: () => void;
  readonly step: (by: 1 | -1) => void;
}

const waitMs = 250;

export function useLogSearch(log: StepLog): LogSearch {
  const [typed, setTyped] = useState('');
  const [isForErrors, setForErrors] = useState(false);
  const [place, setPlace] = useState(0);
  const wanted = useLater(typed.trim(), waitMs);
  const isWanted = isForErrors || wanted !== '';
  const found = useQuery(
    queryOptions({
      // A log that has grown is looked through again when something else is asked for, or it is over.
      queryKey: ['log-hits', log.path, log.kind, isForErrors ? null : wanted, log.isComplete],
      queryFn: () => log.find(isForErrors ? { errors: true } : { text: wanted }),
      enabled: isWanted,
      placeholderData: keepPreviousData,
    }),
  );
  const lines = isWanted ? found.data?.lines : undefined;
  const hits = useMemo(() => new Set(lines?.map((line) => line - 1)), [lines]);
  const count = lines?.length ?? 0;
  const at = Math.min(place, Math.max(0, count - 1));
  const line = lines?.[at];
  return {
    ...{ typed, isForErrors, hits, count, place: at, isAsking: isWanted && found.isFetching, error: found.error },
    isWhole: found.data?.is_whole ?? true,
    current: line === undefined ? undefined : line - 1,
    type: (text) => {
      setTyped(text);
      setForErrors(false);
      setPlace(0);
    },
    findErrors: () => {
      setTyped('');
      setForErrors(true);
      setPlace(0);
    },
    step: (by) => setPlace((at + by + count) % Math.max(1, count)),
  };
}

function useLater(text: string, ms: number): string {
  const [late, setLate] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLate(text), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return late;
}

export function LogSearchBox({ search }: { readonly search: LogSearch }): ReactNode {
  const hearKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') search.step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') search.type('');
  };
  const isShown = search.isForErrors || search.typed.trim() !== '';
  return (
    <>
      <TextInput
        size="xs"
        w={190}
        leftSection={<IconSearch size={13} />}
        placeholder="Search in log"
        aria-label="Search in log"
        value={search.typed}
        onChange={(event) => search.type(event.currentTarget.value)}
        onKeyDown={hearKey}
      />
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconAlertTriangle size={13} />}
        aria-pressed={search.isForErrors}
        onClick={() => (search.isForErrors ? search.step(1) : search.findErrors())}
      >
        First error
      </Button>
      {isShown ? (
        <span className={classes.found}>
          <span aria-live="polite">{foundWords(search)}</span>
          <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Previous hit" onClick={() => search.step(-1)}>
            <IconChevronUp size={14} />
          </ActionIcon>
          <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Next hit" onClick={() => search.step(1)}>
            <IconChevronDown size={14} />
          </ActionIcon>
        </span>
      ) : null}
    </>
  );
}

function foundWords({ error, isAsking, count, place, isWhole, isForErrors }: LogSearch): string {
  if (error !== null) return error.message;
  if (count > 0) return `${place + 1} of ${count.toLocaleString('en')}${isWhole ? '' : '+'}`;
  if (isAsking) return 'looking…';
  return isForErrors ? 'no error' : 'none';
}
