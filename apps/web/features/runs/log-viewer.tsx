/** A step's log: plain or debug, searched, copied, downloaded, linked to, and followed while it grows. */
import { Button, SegmentedControl, Switch, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useCopy } from '../../kit/copy-text.ts';
import { Failed, RowSkeletons } from '../../kit/loaded.tsx';
import { LogLines } from './log-lines.tsx';
import { LogSearchBox, useLogSearch } from './log-search.tsx';
import classes from './log-viewer.module.css';
import type { LogKind, RunLogs, StepLog } from './step-log.ts';

export type MarkedLines = readonly [number, number] | null;

export function LogViewer(props: {
  readonly logs: RunLogs;
  readonly step: number;
  readonly title: string;
  readonly isGrowing: boolean;
  /** What went wrong stands at the end, so the log opens there. */
  readonly isFailed: boolean;
  /** Lines from 0 that the address points at. */
  readonly marked: MarkedLines;
  readonly onMark: (lines: MarkedLines) => void;
}): ReactNode {
  const [kind, setKind] = useState<LogKind>('plain');
  return (
    <div className={classes.viewer}>
      <LogPanel key={kind} {...props} log={props.logs.of(props.step, kind)} title={`${props.title}, ${kind} log`}>
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
  readonly title: string;
  readonly isGrowing: boolean;
  readonly isFailed: boolean;
  readonly marked: MarkedLines;
  readonly onMark: (lines: MarkedLines) => void;
  readonly children: ReactNode;
}): ReactNode {
  const { log, marked } = props;
  useSyncExternalStore(log.subscribe, log.version);
  const [isFollowing, setFollowing] = useState(marked === null && (props.isGrowing || props.isFailed));
  const [isWrapped, setWrapped] = useState(false);
  useEffect(() => void log.look(), [log]);
  const search = useLogSearch(log);
  const mark = (line: number, isRange: boolean) => {
    if (marked !== null && isRange) props.onMark([Math.min(marked[0], line), Math.max(marked[0], line)]);
    else props.onMark(marked !== null && marked[0] === line && marked[1] === line ? null : [line, line]);
  };
  return (
    <>
      <div className={classes.tools}>
        {props.children}
        <LogSearchBox search={search} />
        <span className={classes.space} />
        {props.isGrowing ? (
          <Switch size="xs" label="Follow" checked={isFollowing} onChange={(event) => setFollowing(event.currentTarget.checked)} />
        ) : null}
        <Switch size="xs" label="Wrap" checked={isWrapped} onChange={(event) => setWrapped(event.currentTarget.checked)} />
        {log.isLoaded ? <span className={classes.found}>{log.lineCount.toLocaleString('en')} lines</span> : null}
        <TakeAway log={log} marked={marked} />
      </div>
      {log.error === null ? null : <Failed error={log.error} onRetry={() => void log.look()} />}
      {log.isLoaded ? (
        log.lineCount === 0 ? (
          <p className={classes.empty}>{props.isGrowing ? 'Nothing has been written yet.' : 'This step wrote nothing.'}</p>
        ) : (
          <LogLines
            label={props.title}
            log={log}
            hits={search.hits}
            current={search.current}
            marked={marked}
            onMark={mark}
            isWrapped={isWrapped}
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

/** What a clipboard takes without a wait that nobody understands. */
const copiedMax = 50_000;

function TakeAway({ log, marked }: { readonly log: StepLog; readonly marked: MarkedLines }): ReactNode {
  const { state, copy } = useCopy();
  const [from, to] = marked === null ? [0, log.lineCount] : [marked[0], marked[1] + 1];
  const isTooLong = to - from > copiedMax;
  const what = marked === null ? 'the whole log' : 'the marked lines';
  const hint = isTooLong ? `More than ${copiedMax.toLocaleString('en')} lines: download it instead` : `Copy ${what}`;
  return (
    <>
      <Tooltip label={state === 'refused' ? 'The browser refused' : hint}>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={state === 'copied' ? <IconCheck size={13} /> : <IconCopy size={13} />}
          aria-disabled={isTooLong}
          data-disabled={isTooLong || undefined}
          onClick={() => {
            if (!isTooLong) void log.text(from, to).then(copy);
          }}
        >
          {state === 'copied' ? 'Copied' : marked === null ? 'Copy' : 'Copy lines'}
        </Button>
      </Tooltip>
      <Button size="compact-xs" variant="default" component="a" href={log.downloadPath} leftSection={<IconDownload size={13} />}>
        Download
      </Button>
    </>
  );
}
