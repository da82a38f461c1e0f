/** Moves the picture by mouse, wheel, touchpad and fingers. */
import type { CanvasDeeds, Stage } from './stage.ts';

interface Held {
  x: number;
  y: number;
}

/** Closer than this to where it went down, a pointer has clicked and not dragged. */
const clickWithin = 4;

/** Answers how to stop. */
export function hearPointers(frame: HTMLElement, stage: Stage, deeds: { readonly current: CanvasDeeds }): () => void {
  const held = new Map<number, Held>();
  let travelled = 0;
  const placeOf = (event: { readonly clientX: number; readonly clientY: number }) => {
    const { left, top } = frame.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const down = (event: PointerEvent) => {
    if (event.button > 1) return;
    if (held.size === 0) travelled = 0;
    held.set(event.pointerId, placeOf(event));
    frame.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const at = placeOf(event);
    const own = held.get(event.pointerId);
    if (own === undefined) {
      const under = stage.nodeAt(at.x, at.y);
      stage.setHover(under);
      frame.style.cursor = under < 0 ? 'grab' : 'pointer';
      return;
    }
    const [other] = [...held].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    if (other === undefined) stage.pan(at.x - own.x, at.y - own.y);
    else {
      const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
      stage.pan((at.x - own.x) / 2, (at.y - own.y) / 2);
      stage.zoom(distance(at, other) / Math.max(1, distance(own, other)), middle);
    }
    travelled += Math.abs(at.x - own.x) + Math.abs(at.y - own.y);
    held.set(event.pointerId, at);
    if (travelled > clickWithin) frame.style.cursor = 'grabbing';
  };
  const up = (event: PointerEvent) => {
    const isClick = held.delete(event.pointerId) && held.size === 0 && travelled <= clickWithin;
    frame.style.cursor = 'grab';
    if (!isClick || event.type === 'pointercancel') return;
    const at = placeOf(event);
    deeds.current.onFocus(stage.nodeAt(at.x, at.y));
  };
  const leave = () => stage.setHover(-1);
  const open = (event: MouseEvent) => {
    const at = placeOf(event);
    const number = stage.nodeAt(at.x, at.y);
    if (number >= 0) deeds.current.onOpen(number);
    else stage.zoom(1.6, at);
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const at = placeOf(event);
    // A pinch comes as a wheel with Ctrl; a wheel of a mouse turns in large whole steps, two fingers in small ones and in both directions.
    const isMouse = event.deltaMode !== 0 || (event.deltaX === 0 && Math.abs(event.deltaY) >= 100 && Number.isInteger(event.deltaY));
    if (event.ctrlKey || event.metaKey) stage.zoom(Math.exp(-event.deltaY / 100), at);
    else if (isMouse && !event.shiftKey) stage.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, at);
    else if (event.shiftKey && event.deltaX === 0) stage.pan(-event.deltaY, 0);
    else stage.pan(-event.deltaX, -event.deltaY);
  };
  const heard = new AbortController();
  const { signal } = heard;
  frame.addEventListener('pointerdown', down, { signal });
  frame.addEventListener('pointermove', move, { signal });
  frame.addEventListener('pointerup', up, { signal });
  frame.addEventListener('pointercancel', up, { signal });
  frame.addEventListener('pointerleave', leave, { signal });
  frame.addEventListener('dblclick', open, { signal });
  frame.addEventListener('wheel', wheel, { signal, passive: false });
  return () => heard.abort();
}

function distance(one: Held, other: Held): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
