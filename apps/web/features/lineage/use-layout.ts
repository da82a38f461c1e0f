/** Lays out a picture in a thread of its own; the last layout stands until the next is there. */
import { useEffect, useRef, useState } from 'react';
import type { Drawing, Layout } from './layout/lay-out.ts';
import type { LayoutAnswer, LayoutAsked } from './layout/lay-out.worker.ts';
import type { Picture } from './picture.ts';
import { heightsOf, nodeWidth } from './scene.ts';

export interface LaidOut {
  readonly picture: Picture;
  readonly layout: Layout;
}

/** Null: the first is not there yet. Of an older picture while the newer is being laid out. */
export function useLayout(picture: Picture | null): LaidOut | null {
  const [laidOut, setLaidOut] = useState<LaidOut | null>(null);
  const worker = useRef<Worker | null>(null);
  const asked = useRef(0);
  useEffect(() => () => worker.current?.terminate(), []);
  useEffect(() => {
    if (picture === null) return;
    // A thread that works on an older picture is of no use any more.
    worker.current?.terminate();
    const thread = new Worker(new URL('./layout/lay-out.worker.ts', import.meta.url), { type: 'module' });
    worker.current = thread;
    const id = ++asked.current;
    thread.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => {
      if (data.id === asked.current) setLaidOut({ picture, layout: data.layout });
    };
    const drawing: Drawing = { count: picture.nodes.length, from: picture.from, to: picture.to, heights: heightsOf(picture), nodeWidth };
    const question: LayoutAsked = { id, drawing };
    thread.postMessage(question);
  }, [picture]);
  return laidOut;
}
