/** A step's log: plain or debug, searched, copied, downloaded, and followed while it grows. */
import { ActionIcon, Button, SegmentedControl, Switch, TextInput, Tooltip } from '@mantine/core';
import { IconCheck, IconChevronDown, IconChevronUp, IconCopy, IconDownload, IconSearch } from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { query } from '../../kit/api.ts';
import { useCopy } from '../../kit/copy-text.ts';
import { Failed, RowSkeletons } from '../../kit/loaded.tsx';
import { LogLines } from './log-lines.tsx';
import classes from './log-viewer.module.css';
import { withoutAnsi } from './read-ansi.ts';
import type { LogKind, RunLogs, StepLog } from './step-log.ts';

export function LogViewer(props: {
  readonly logs: RunLogs;
  readonly step: number;
  readonly title: string;
  readonly isGrowing: boolean;
  /** What went wrong stands at the end, so the log opens there. */
  readonly isFailed: boolean;
}): ReactNode {
  const [kind, setKind] = useState<LogKind>('plain');
  const log = props.logs.of(props.step, kind);
  return (
    <div className={classes.viewer}>
      <LogPanel
        key={kind}
        log={log}
        title={`${props.title}, ${kind} log`}
        fileName={`step-${props.step}-${kind}.log`}
        isGrowing={props.isGrowing}
        isFailed={props.isFailed}
        kind={kind}
      >
        <SegmentedControl
          size="xs"
          aria-label="Which log"
          value={kind}
          onChange={(value) => setKind(value === 'debug' ? 'debug' : 'plain')}
          data={[
            { value: 'plain', label: 'Log' },
            { value: 'debug', label: 'Debug' },
          ]}
        />
      </LogPanel>
    </div>
  );
}

function LogPanel(props: {
  readonly log: StepLog;
  readonly kind: LogKind;
  readonly title: string;
  readonly fileName: string;
  readonly isGrowing: boolean;
  readonly isFailed: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { log } = props;
  const version = useSyncExternalStore(log.subscribe, log.version);
  const [isFollowing, setFollowing] = useState(props.isGrowing || props.isFailed);
  useEffect(() => {
    void log.catchUp();
  }, [log]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what the log holds
  const lines = useMemo(() => log.lines, [log, version]);
  const search = useLogSearch(lines);
  return (
    <>
      <div className={classes.tools}>
        {props.children}
        <SearchBox search={search} />
        <span className={classes.space} />
        {props.isGrowing ? (
          <Switch size="xs" label="Follow" checked={isFollowing} onChange={(event) => setFollowing(event.currentTarget.checked)} />
        ) : null}
        <TakeAway log={log} kind={props.kind} fileName={props.fileName} />
      </div>
      {log.error === null ? null : <Failed error={log.error} onRetry={() => void log.catchUp()} />}
      {log.isLoaded ? (
        lines.length === 0 ? (
          <p className={classes.empty}>{props.isGrowing ? 'Nothing has been written yet.' : 'This step wrote nothing.'}</p>
        ) : (
          <LogLines
            label={props.title}
            lines={lines}
            hits={search.hits}
            current={search.current}
            isFollowing={isFollowing}
            onFollow={setFollowing}
          />
        )
      ) : log.error === null ? (
        <RowSkeletons rows={5} height={19} />
      ) : null}
    </>
  );
}

interface LogSearch {
  readonly typed: string;
  readonly hits: readonly number[];
  readonly current: number | undefined;
  readonly place: number;
  readonly type: (text: string) => void;
  readonly step: (by: 1 | -1) => void;
}

function useLogSearch(lines: readonly string[]): LogSearch {
  const [typed, setTyped] = useState('');
  const [place, setPlace] = useState(0);
  const wanted = typed.trim().toLowerCase();
  const hits = useMemo(
    () => (wanted === '' ? [] : lines.flatMap((line, index) => (withoutAnsi(line).toLowerCase().includes(wanted) ? [index] : []))),
    [lines, wanted],
  );
  const at = Math.min(place, Math.max(0, hits.length - 1));
  return {
    typed,
    hits,
    place: at,
    current: hits[at],
    type: (text) => {
      setTyped(text);
      setPlace(0);
    },
    step: (by) => setPlace((at + by + hits.length) % Math.max(1, hits.length)),
  };
}

function SearchBox({ search }: { readonly search: LogSearch }): ReactNode {
  const hearKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') search.step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') search.type('');
  };
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
      {search.typed.trim() === '' ? null : (
        <span className={classes.found}>
          <span aria-live="polite">{search.hits.length === 0 ? 'none' : `${search.place + 1} of ${search.hits.length}`}</span>
          <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Previous hit" onClick={() => search.step(-1)}>
            <IconChevronUp size={14} />
          </ActionIcon>
          <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Next hit" onClick={() => search.step(1)}>
            <IconChevronDown size={14} />
          </ActionIcon>
        </span>
      )}
    </>
  );
}

function TakeAway({ log, kind, fileName }: { readonly log: StepLog; readonly kind: LogKind; readonly fileName: string }): ReactNode {
  const { state, copy } = useCopy();
  return (
    <>
      <Tooltip label={state === 'refused' ? 'The browser refused' : 'Copy the whole log'}>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={state === 'copied' ? <IconCheck size={13} /> : <IconCopy size={13} />}
          onClick={() => copy(log.text)}
        >
          {state === 'copied' ? 'Copied' : 'Copy'}
        </Button>
      </Tooltip>
      <Button
        size="compact-xs"
        variant="default"
        component="a"
        href={`${log.path}${query({ kind, offset: 0 })}`}
        download={fileName}
        leftSection={<IconDownload size={13} />}
      >
        Download
      </Button>
    </>
  );
}
