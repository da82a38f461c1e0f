/** Scrolls by lines: a browser cannot make a box as high as a million lines, so the bar stands for the place, and a wheel moves line by line. */
import type { RefObject } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';

export const lineHeight = 19;
/** Chromium draws nothing beyond some 33 million pixels, Firefox beyond 17. */
const heightMax = 8_000_000;

const barHeight = 14;

export interface LineScroll {
  readonly box: RefObject<HTMLDivElement | null>;
  /** The first line in sight, from 0; the fraction is how much of it is above. */
  readonly top: number;
  /** So many lines fit, the last one maybe in part. */
  readonly fitting: number;
  /** Of what is scrolled, in pixels. */
  readonly height: number;
  readonly viewHeight: number;
  readonly isAtEnd: boolean;
  readonly to: (line: number, where: 'start' | 'center' | 'end') => void;
}

export function useLineScroll(lineCount: number, onMove: (isAtEnd: boolean) => void): LineScroll {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 400 });
  /** Where we put the bar ourselves: the event that follows says nothing new. */
  const own = useRef(-1);
  // A bar for long lines may take the place of the last one.
  const shown = Math.max(1, (view.height - barHeight) / lineHeight);
  const topMax = Math.max(0, lineCount - shown);
  const height = Math.max(view.height, Math.min(heightMax, lineCount * lineHeight + barHeight));
  const range = Math.max(1, height - view.height);
  const top = Math.min(view.top, topMax);
  const place = useCallback(
    (wanted: number) => {
      const next = Math.min(Math.max(0, wanted), topMax);
      setView((before) => (before.top === next ? before : { ...before, top: next }));
      const it = box.current;
      if (it === null) return next >= topMax;
      it.scrollTop = topMax === 0 ? 0 : (next / topMax) * range;
      own.current = it.scrollTop;
      return next >= topMax - 0.01;
    },
    [topMax, range],
  );
  useSize(box, (size) => setView((before) => (before.height === size ? before : { ...before, height: size })));
  useEffect(() => {
    const it = box.current;
    if (it === null) return;
    const scrolled = () => {
      if (Math.abs(it.scrollTop - own.current) < 1) return;
      own.current = -1;
      const next = Math.min(topMax, (it.scrollTop / range) * topMax);
      setView((before) => ({ ...before, top: next }));
      onMove(next >= topMax - 1);
    };
    const wheeled = (event: WheelEvent) => {
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.ctrlKey) return;
      const pixels = event.deltaMode === 1 ? event.deltaY * lineHeight : event.deltaMode === 2 ? event.deltaY * view.height : event.deltaY;
      const next = top + pixels / lineHeight;
      // At either end the page scrolls on.
      if ((next < 0 && top <= 0) || (next > topMax && top >= topMax)) return;
      event.preventDefault();
      onMove(place(next));
    };
    it.addEventListener('scroll', scrolled, { passive: true });
    it.addEventListener('wheel', wheeled, { passive: false });
    return () => {
      it.removeEventListener('scroll', scrolled);
      it.removeEventListener('wheel', wheeled);
    };
  }, [top, topMax, range, view.height, place, onMove]);
  const to = useCallback(
    (line: number, where: 'start' | 'center' | 'end') =>
      void place(where === 'start' ? line : where === 'center' ? line - shown / 2 : line + 1 - shown),
    [place, shown],
  );
  return { box, top, fitting: Math.ceil(shown) + 1, height, viewHeight: view.height, isAtEnd: top >= topMax - 1, to };
}

function useSize(box: RefObject<HTMLDivElement | null>, onSize: (height: number) => void): void {
  const hear = useRef(onSize);
  hear.current = onSize;
  useEffect(() => {
    const it = box.current;
    if (it === null) return;
    const observer = new ResizeObserver(() => hear.current(it.clientHeight));
    observer.observe(it);
    return () => observer.disconnect();
  }, [box]);
}
