/** Moves through the picture by keys. */
import type { CanvasDeeds, Stage } from './stage.ts';
import { type Direction, firstNode, stepFrom } from './walk-graph.ts';

const arrows: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };
const panStep = 80;

/** Answers how to stop. */
export function hearKeys(frame: HTMLElement, stage: Stage, deeds: { readonly current: CanvasDeeds }): () => void {
  const onNode: Readonly<Record<string, (number: number) => void>> = {
    Enter: (number) => deeds.current.onOpen(number),
    '[': (number) => deeds.current.onExpand(number, 'up'),
    ']': (number) => deeds.current.onExpand(number, 'down'),
    Delete: (number) => deeds.current.onHide(number),
    Escape: () => deeds.current.onFocus(-1),
  };
  const anywhere: Readonly<Record<string, () => void>> = {
    '+': () => stage.zoom(1.4),
    '=': () => stage.zoom(1.4),
    '-': () => stage.zoom(1 / 1.4),
    '0': () => stage.fit(),
  };
  const hear = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = arrows[event.key];
    const deed = onNode[event.key];
    if (direction !== undefined) {
      if (event.shiftKey) pan(stage, direction);
      else deeds.current.onFocus(stage.focus < 0 ? firstNode(stage.scene) : stepFrom(stage.scene, stage.focus, direction));
    } else if (deed !== undefined && stage.focus >= 0) deed(stage.focus);
    else if (anywhere[event.key] !== undefined) anywhere[event.key]?.();
    else return;
    event.preventDefault();
  };
  frame.addEventListener('keydown', hear);
  return () => frame.removeEventListener('keydown', hear);
}

function pan(stage: Stage, direction: Direction): void {
  if (direction === 'left' || direction === 'right') stage.pan(direction === 'left' ? panStep : -panStep, 0);
  else stage.pan(0, direction === 'up' ? panStep : -panStep);
}
