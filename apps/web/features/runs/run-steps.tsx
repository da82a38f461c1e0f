/** The steps of a run, each opening onto its log. The one that tells most is open by itself; a log that somebody touches stays open. */
import { IconChevronRight } from '@tabler/icons-react';
import { useLocation, useNavigate } from '@tanstack/react-router';
import type { WireStepState } from '@weft/wire/weft/run-step';
import type { ReactNode } from 'react';
import { useCallback, useId, useState } from 'react';
import { readTime } from '../../kit/read-time.ts';
import { Lasting } from '../../kit/time.tsx';
import { readLogPlace, writeLogPlace } from './log-place.ts';
import type { MarkedLines } from './log-viewer.tsx';
import { LogViewer } from './log-viewer.tsx';
import { isOver, StatusIcon } from './run-status.tsx';
import classes from './run-steps.module.css';
import type { RunLogs } from './step-log.ts';

export function RunSteps({ steps, logs }: { readonly steps: readonly WireStepState[]; readonly logs: RunLogs }): ReactNode {
  const [chosen, setChosen] = useState<ReadonlyMap<number, boolean>>(new Map());
  const pointed = readLogPlace(useLocation({ select: ({ hash }) => hash }));
  const navigate = useNavigate();
  const point = useCallback(
    (step: number, lines: MarkedLines) =>
      void navigate({
        to: '.',
        search: (before) => before,
        hash: lines === null ? '' : writeLogPlace({ step, lines }),
        replace: true,
        resetScroll: false,
        hashScrollIntoView: false,
      }),
    [navigate],
  );
  const telling = pointed?.step ?? tellingStep(steps)?.index;
  const choose = (index: number, isOpen: boolean) =>
    setChosen((before) => (before.get(index) === isOpen ? before : new Map(before).set(index, isOpen)));
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <Step
          key={step.index}
          step={step}
          logs={logs}
          marked={pointed?.step === step.index ? pointed.lines : null}
          onMark={(lines) => point(step.index, lines)}
          isOpen={chosen.get(step.index) ?? step.index === telling}
          onToggle={(isOpen) => choose(step.index, isOpen)}
          onTouch={() => choose(step.index, true)}
        />
      ))}
    </ol>
  );
}

/** The one that says most about the run: failing, else running, else the longest. */
function tellingStep(steps: readonly WireStepState[]): WireStepState | undefined {
  return (
    steps.find(({ status }) => status === 20) ??
    steps.find(({ status }) => status === 3 || status === 2) ??
    steps.toSorted((a, b) => seconds(b) - seconds(a))[0]
  );
}

function seconds({ started_at, finished_at }: WireStepState): number {
  return started_at === null || finished_at === null ? 0 : readTime(finished_at).getTime() - readTime(started_at).getTime();
}

function Step(props: {
  readonly step: WireStepState;
  readonly logs: RunLogs;
  readonly marked: MarkedLines;
  readonly onMark: (lines: MarkedLines) => void;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
  readonly onTouch: () => void;
}): ReactNode {
  const { step, isOpen } = props;
  const id = useId();
  const hasBegun = step.started_at !== null || isOver(step.status);
  return (
    <li className={classes.step} data-status={step.status}>
      <button
        type="button"
        className={classes.head}
        aria-expanded={isOpen && hasBegun}
        aria-controls={id}
        disabled={!hasBegun}
        onClick={() => props.onToggle(!isOpen)}
      >
        <IconChevronRight size={14} className={isOpen && hasBegun ? classes.open : classes.closed} aria-hidden="true" />
        <StatusIcon status={step.status} />
        <span className={classes.name}>
          {step.name}
          {step.message !== null && !isOver(step.status) ? <span className={classes.waits}>{step.message}</span> : null}
        </span>
        <span className={classes.word}>{step.status === 10 ? '' : step.status_humanized}</span>
        <span className={classes.time}>
          <Lasting from={step.started_at} to={step.finished_at} />
        </span>
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only notices that somebody reads there */}
      <div id={id} onPointerEnter={props.onTouch} onFocus={props.onTouch}>
        {isOpen && hasBegun ? (
          <LogViewer
            logs={props.logs}
            step={step.index}
            title={step.name}
            isGrowing={!isOver(step.status)}
            isFailed={step.status === 20}
            marked={props.marked}
            onMark={props.onMark}
          />
        ) : null}
      </div>
    </li>
  );
}
