/** Which node an arrow key leads to. Pure. */
import type { Scene } from './scene.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Left and right along arrows, to the nearest in height; up and down within the column. Where nothing lies that way, the node itself. */
export function stepFrom(scene: Pick<Scene, 'picture' | 'layout'>, number: number, direction: Direction): number {
  const { picture, layout } = scene;
  const [x, y] = [layout.x[number] ?? 0, layout.y[number] ?? 0];
  let best = number;
  let bestDistance = Number.POSITIVE_INFINITY;
  const consider = (other: number) => {
    const distance = Math.abs((layout.y[other] ?? 0) - y) + Math.abs((layout.x[other] ?? 0) - x) / 1000;
    if (other !== number && distance < bestDistance) [best, bestDistance] = [other, distance];
  };
  if (direction === 'left' || direction === 'right') {
    const { offsets, targets } = direction === 'left' ? picture.parents : picture.children;
    for (let at = offsets[number] ?? 0; at < (offsets[number + 1] ?? 0); at++) consider(targets[at] ?? 0);
    return best;
  }
  const sign = direction === 'up' ? -1 : 1;
  for (let other = 0; other < picture.nodes.length; other++)
    if (Math.abs((layout.x[other] ?? 0) - x) < 1 && ((layout.y[other] ?? 0) - y) * sign > 0) consider(other);
  return best;
}

/** Where a walk begins: the left upper node. */
export function firstNode({ picture, layout }: Pick<Scene, 'picture' | 'layout'>): number {
  let best = picture.nodes.length === 0 ? -1 : 0;
  for (let node = 1; node < picture.nodes.length; node++)
    if ((layout.x[node] ?? 0) + (layout.y[node] ?? 0) < (layout.x[best] ?? 0) + (layout.y[best] ?? 0)) best = node;
  return best;
}
