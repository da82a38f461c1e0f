/** The lines of a log that are in sight, following the end until the reader scrolls away from it. */
import type { KeyboardEvent, ReactNode } from 'react';
import { useCallback, useEffect } from 'react';
import { lineHeight, useLineScroll } from './line-scroll.ts';
import classes from './log-viewer.module.css';
import { readAnsi } from './read-ansi.ts';
import type { StepLog } from './step-log.ts';

export interface LogLinesProps {
  readonly label: string;
  readonly log: StepLog;
  /** Lines (from 0) that hold what is searched for. */
  readonly hits: ReadonlySet<number>;
  /** The line that the search points at. */
  readonly current: number | undefined;
  /** First and last line (from 0) that the address or the reader points at. */
  readonly marked: readonly [number, number] | null;
  readonly onMark: (line: number, isRange: boolean) => void;
  readonly isWrapped: boolean;
  readonly isFollowing: boolean;
  readonly onFollow: (isFollowing: boolean) => void;
}

export function LogLines(props: LogLinesProps): ReactNode {
  const { label, log, hits, current, marked, isWrapped, isFollowing, onFollow } = props;
  const { lineCount } = log;
  const hearMove = useCallback((isAtEnd: boolean) => onFollow(isAtEnd), [onFollow]);
  const scroll = useLineScroll(lineCount, hearMove);
  const { to } = scroll;
  const first = Math.floor(scroll.top);
  const last = Math.min(lineCount, first + scroll.fitting);
  // A screen more on either side is fetched, so that a page down finds it there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the last page is asked for again when the log has grown
  useEffect(() => log.need(first - scroll.fitting, last + scroll.fitting), [log, first, last, scroll.fitting, lineCount]);
  useEffect(() => {
    if (isFollowing) to(lineCount, 'end');
  }, [isFollowing, lineCount, to]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the search moves, not when the log grows
  useEffect(() => {
    if (current !== undefined) to(current, 'center');
  }, [current]);
  const markedFirst = marked?.[0];
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it is pointed at
  useEffect(() => {
    if (markedFirst !== undefined) to(markedFirst, 'center');
  }, [markedFirst]);
  const hearKey = (event: KeyboardEvent) => {
    const pages: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: scroll.fitting - 2, PageUp: 2 - scroll.fitting };
    const by = pages[event.key] ?? (event.key === 'End' ? lineCount : event.key === 'Home' ? -lineCount : 0);
    if (by === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    to(scroll.top + by, 'start');
    onFollow(event.key === 'End');
  };
  const lines = Array.from({ length: last - first }, (_, place) => first + place);
  const isLastPage = isWrapped && last >= lineCount && first > 0;
  return (
    <div ref={scroll.box} className={classes.box} style={{ height: `min(${Math.max(3, lineCount) * lineHeight + 16}px, 62vh)` }}>
      <div style={{ height: scroll.height }}>
        <section
          className={classes.view}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus to be scrolled by keys
          tabIndex={0}
          aria-label={label}
          style={{ height: scroll.viewHeight }}
          data-wrap={isWrapped || undefined}
          data-end={isLastPage || undefined}
          onKeyDown={hearKey}
        >
          <div
            className={classes.rows}
            style={isWrapped ? undefined : { transform: `translateY(${-(scroll.top - first) * lineHeight}px)` }}
          >
            {lines.map((index) => (
              <div
                key={index}
                className={classes.line}
                data-hit={hits.has(index) || undefined}
                data-current={index === current || undefined}
                data-marked={(marked !== null && index >= marked[0] && index <= marked[1]) || undefined}
              >
                <button
                  type="button"
                  tabIndex={-1}
                  className={classes.number}
                  aria-label={`Link to line ${index + 1}`}
                  onClick={(event) => props.onMark(index, event.shiftKey)}
                >
                  {index + 1}
                </button>
                <Line text={log.line(index)} />
              </div>
            ))}
          </div>
        </section>
      </div>
    </div>
  );
}

function Line({ text }: { readonly text: string | undefined }): ReactNode {
  if (text === undefined) return <span className={classes.dim}>…</span>;
  return (
    <span className={classes.text}>
      {readAnsi(text).map((piece, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never move
        <span key={place} className={classes[piece.tone]}>
          {piece.text}
        </span>
      ))}
    </span>
  );
}
