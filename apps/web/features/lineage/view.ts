/** Where one looks at a picture, and how looking elsewhere changes that. Pure. */

/** A place `p` of the picture is on the screen at `p * zoom + offset`. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const zoomMax = 3;
const margin = 32;
/** Enlarged by more, a drawing is a blur; made smaller by more, a grey. */
const coarseFrom = 1.5;

/** All of it, and never larger than it is. */
export function fitView(picture: Size, screen: Size): View {
  const zoom = Math.min(1, zoomToFit(picture, screen));
  return {
    zoom,
    x: (screen.width - picture.width * zoom) / 2,
    y: (screen.height - picture.height * zoom) / 2,
  };
}

function zoomToFit(picture: Size, screen: Size): number {
  const across = (screen.width - 2 * margin) / Math.max(1, picture.width);
  const down = (screen.height - 2 * margin) / Math.max(1, picture.height);
  return Math.max(0.001, Math.min(across, down));
}

/** The place under `at` stays where it is. */
export function zoomView(
  view: View,
  factor: number,
  at: { readonly x: number; readonly y: number },
  limits: { readonly picture: Size; readonly screen: Size },
): View {
  const least = Math.min(0.5, zoomToFit(limits.picture, limits.screen) / 2);
  const zoom = Math.min(zoomMax, Math.max(least, view.zoom * factor));
  const by = zoom / view.zoom;
  return { zoom, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

export function panView(view: View, x: number, y: number): View {
  return { zoom: view.zoom, x: view.x + x, y: view.y + y };
}

/** As it is, where the box is in sight; else with the box in the middle. */
export function showBox(view: View, box: { readonly x: number; readonly y: number } & Size, screen: Size): View {
  const [left, top] = [box.x * view.zoom + view.x, box.y * view.zoom + view.y];
  const [right, bottom] = [left + box.width * view.zoom, top + box.height * view.zoom];
  if (left >= 0 && top >= 0 && right <= screen.width && bottom <= screen.height) return view;
  return {
    zoom: view.zoom,
    x: screen.width / 2 - (box.x + box.width / 2) * view.zoom,
    y: screen.height / 2 - (box.y + box.height / 2) * view.zoom,
  };
}

/** A drawing of one view, moved and scaled to another, can be read still, and lacks nothing of the picture. */
export function showsAll(drawn: View, wanted: View, { picture, screen }: { readonly picture: Size; readonly screen: Size }): boolean {
  const by = wanted.zoom / drawn.zoom;
  if (by > coarseFrom || by < 1 / coarseFrom) return false;
  const covers = (axis: 'x' | 'y', side: 'width' | 'height') => {
    const from = wanted[axis] - drawn[axis] * by;
    const [first, last] = [Math.max(0, wanted[axis]), Math.min(screen[side], wanted[axis] + picture[side] * wanted.zoom)];
    return from <= first + 1 && from + screen[side] * by >= last - 1;
  };
  return covers('x', 'width') && covers('y', 'height');
}

/** For an address. */
export function writeView({ x, y, zoom }: View): string {
  return `${Math.round(x)},${Math.round(y)},${Number(zoom.toPrecision(4))}`;
}

/** Null: no view. */
export function readView(text: string | undefined): View | null {
  const [x, y, zoom] = (text ?? '').split(',').map(Number);
  if (x === undefined || y === undefined || zoom === undefined) return null;
  return Number.isFinite(x) && Number.isFinite(y) && zoom > 0.0001 && zoom <= zoomMax ? { x, y, zoom } : null;
}
