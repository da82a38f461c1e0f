/** The page's colours as a canvas needs them. */
import type { Look } from './draw-scene.ts';

export function readLook(element: Element): Look {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: read('--weft-sunken'),
    node: read('--weft-raised'),
    closed: read('--weft-still-wash'),
    text: read('--mantine-color-text'),
    dimmed: read('--mantine-color-dimmed'),
    line: read('--mantine-color-placeholder'),
    thinLine: read('--weft-line-strong'),
    nodeLine: read('--weft-line-strong'),
    accent: read('--weft-accent'),
    faint: read('--weft-line'),
    font: style.fontFamily,
  };
}
