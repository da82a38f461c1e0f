/** Lays out in a thread of its own, so that the page never stands still. */
import { type Drawing, type Layout, layOut } from './lay-out.ts';

export interface LayoutAsked {
  readonly id: number;
  readonly drawing: Drawing;
}

export interface LayoutAnswer {
  readonly id: number;
  readonly layout: Layout;
}

self.onmessage = ({ data }: MessageEvent<LayoutAsked>) => {
  const layout = layOut(data.drawing);
  const { x, y, bendStarts, bends } = layout;
  const answer: LayoutAnswer = { id: data.id, layout };
  self.postMessage(answer, { transfer: [x.buffer, y.buffer, bendStarts.buffer, bends.buffer] });
};
