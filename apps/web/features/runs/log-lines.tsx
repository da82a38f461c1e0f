/** The lines of a log that are in sight, following the end until the reader scrolls away from it. */
import { useVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import classes from './log-viewer.module.css';
import { readAnsi } from './read-ansi.ts';

const lineHeight = 19;
const atEndWithin = 30;

export interface LogLinesProps {
  readonly label: string;
  readonly lines: readonly string[];
  /** Lines that hold what is searched for, ascending. */
  readonly hits: readonly number[];
  /** The line that the search points at. */
  readonly current: number | undefined;
  readonly isFollowing: boolean;
  readonly onFollow: (isFollowing: boolean) => void;
}

export function LogLines({ label, lines, hits, current, isFollowing, onFollow }: LogLinesProps): ReactNode {
  const box = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 30,
    paddingStart: 8,
    paddingEnd: 8,
  });
  useEffect(() => {
    if (isFollowing && box.current !== null) box.current.scrollTop = lines.length * lineHeight;
  }, [isFollowing, lines.length]);
  useEffect(() => {
    if (current !== undefined) virtual.scrollToIndex(current, { align: 'center' });
  }, [current, virtual]);
  const hear = () => {
    const it = box.current;
    if (it === null) return;
    const isAtEnd = it.scrollHeight - it.scrollTop - it.clientHeight < atEndWithin;
    if (isAtEnd !== isFollowing) onFollow(isAtEnd);
  };
  const found = new Set(hits);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus to be scrolled by keys
    <section ref={box} className={classes.lines} tabIndex={0} aria-label={label} onScroll={hear}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            className={classes.line}
            style={{ transform: `translateY(${start}px)` }}
            data-hit={found.has(index) || undefined}
            data-current={index === current || undefined}
          >
            <span className={classes.number} aria-hidden="true">
              {index + 1}
            </span>
            <Line text={lines[index] ?? ''} />
          </div>
        ))}
      </div>
    </section>
  );
}

function Line({ text }: { readonly text: string }): ReactNode {
  return (
    <span>
      {readAnsi(text).map((piece, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never move
        <span key={place} className={classes[piece.tone]}>
          {piece.text}
        </span>
      ))}
    </span>
  );
}
