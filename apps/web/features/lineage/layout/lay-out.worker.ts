/** Lays out in a thread of its own, so that the page never stands still. */
import { type Drawing, layOut } from './lay-out.ts';

export interface LayoutAsked {
  readonly id: number;
  readonly drawing: Drawing;
}

self.onmessage = ({ data }: MessageEvent<LayoutAsked>) => {
  const layout = layOut(data.drawing);
  const { x, y, bendStarts, bends } = layout;
  self.postMessage({ id: data.id, layout }, { transfer: [x.buffer, y.buffer, bendStarts.buffer, bends.buffer] });
};
