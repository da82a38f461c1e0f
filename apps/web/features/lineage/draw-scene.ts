/** Draws a scene on a canvas: what is in sight, and of it as much as can be read at that size. */
import { wordOf } from './lenses.ts';
import { followArrow, headHeight, nodeWidth, rowHeight, type Scene, swing } from './scene.ts';
import type { Size, View } from './view.ts';

/** Colours of the page's scheme. */
export interface Look {
  readonly ground: string;
  readonly node: string;
  readonly closed: string;
  readonly text: string;
  readonly dimmed: string;
  readonly line: string;
  /** Of arrows where there are very many. */
  readonly thinLine: string;
  readonly nodeLine: string;
  readonly accent: string;
  readonly faint: string;
  readonly font: string;
}

export interface Pointed {
  /** By node, as `litAround` has it; null: nothing is pointed at. */
  readonly lit: Uint8Array | null;
  readonly focus: number;
  readonly hover: number;
}

/** Below, names cannot be read; further below, boxes are dots and arrows straight. */
const textFrom = 0.42;
const curvesFrom = 0.16;

export function drawScene(
  context: CanvasRenderingContext2D,
  scene: Scene,
  at: { readonly view: View; readonly screen: Size; readonly scale: number; readonly nowMs: number },
  look: Look,
  pointed: Pointed,
): void {
  const { view, screen, scale } = at;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = look.ground;
  context.fillRect(0, 0, screen.width, screen.height);
  const zoom = view.zoom * scale;
  context.setTransform(zoom, 0, 0, zoom, view.x * scale, view.y * scale);
  const window = {
    left: -view.x / view.zoom,
    top: -view.y / view.zoom,
    right: (screen.width - view.x) / view.zoom,
    bottom: (screen.height - view.y) / view.zoom,
  };
  drawArrows(context, scene, { window, zoom: view.zoom }, look, pointed);
  const plain: number[] = [];
  scene.grid.each(window.left, window.top, window.right, window.bottom, (node) => plain.push(node));
  if (view.zoom < textFrom) drawDots(context, scene, plain, { zoom: view.zoom, look, pointed });
  else for (const node of plain) drawNode(context, scene, node, { look, pointed, nowMs: at.nowMs });
}

interface Window {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** From here on they are a texture, not lines to follow. */
const manyArrows = 1500;
/** Many short paths cost less than one long one, whose every crossing the rasterizer has to sort. */
const arrowsAPath = 24;

function drawArrows(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { window, zoom }: { readonly window: Window; readonly zoom: number },
  look: Look,
  { lit }: Pointed,
): void {
  const { arrowBoxes, picture } = scene;
  const bright: number[] = [];
  context.lineWidth = Math.max(1, 0.6 / zoom);
  context.strokeStyle = lit !== null ? look.faint : picture.from.length > manyArrows ? look.thinLine : look.line;
  let inPath = 0;
  context.beginPath();
  for (let arrow = 0, box = 0; arrow < picture.from.length; arrow++, box += 4) {
    if ((arrowBoxes[box] ?? 0) > window.right || (arrowBoxes[box + 1] ?? 0) > window.bottom) continue;
    if ((arrowBoxes[box + 2] ?? 0) < window.left || (arrowBoxes[box + 3] ?? 0) < window.top) continue;
    if (lit !== null && isLit(lit, picture.from[arrow] ?? 0, picture.to[arrow] ?? 0)) {
      bright.push(arrow);
      continue;
    }
    if (dashesOf(picture.kinds[arrow]) !== null) {
      bright.push(arrow);
      continue;
    }
    trace(context, scene, arrow, zoom);
    if (++inPath < arrowsAPath) continue;
    context.stroke();
    context.beginPath();
    inPath = 0;
  }
  context.stroke();
  context.lineWidth = Math.max(1.6, 1 / zoom);
  for (const arrow of bright) {
    const isOnWay = lit === null || isLit(lit, picture.from[arrow] ?? 0, picture.to[arrow] ?? 0);
    context.strokeStyle = isOnWay ? (lit === null && isUse(picture.kinds[arrow]) ? look.dimmed : look.accent) : look.faint;
    context.setLineDash([...(dashesOf(picture.kinds[arrow]) ?? [])]);
    context.beginPath();
    trace(context, scene, arrow, zoom);
    context.stroke();
  }
  context.setLineDash([]);
}

/** Between columns: dashes where the value is not that of the upper one any more, dots where it only says which rows there are; null: a line. */
export function dashesOf(kind: string | undefined): readonly number[] | null {
  if (isUse(kind)) return [2, 4];
  return kind === 'transform' || kind === 'aggregate' ? [6, 4] : null;
}

export function isUse(kind: string | undefined): boolean {
  return kind?.startsWith('use') === true;
}

/** On the way up, or on the way down. */
export function isLit(lit: Uint8Array, from: number, to: number): boolean {
  const [start, end] = [lit[from] ?? 0, lit[to] ?? 0];
  return start !== 0 && end !== 0 && (start === end || (end === 3 && start === 1) || (start === 3 && end === 2));
}

function trace(context: CanvasRenderingContext2D, scene: Scene, arrow: number, zoom: number): void {
  let [x, y] = [0, 0];
  followArrow(
    scene,
    arrow,
    (startX, startY) => {
      context.moveTo(startX, startY);
      [x, y] = [startX, startY];
    },
    (nextX, nextY) => {
      if (zoom < curvesFrom || y === nextY) context.lineTo(nextX, nextY);
      else {
        const pull = nextX > x ? (nextX - x) / 2 : swing;
        context.bezierCurveTo(x + pull, y, nextX - pull, nextY, nextX, nextY);
      }
      [x, y] = [nextX, nextY];
    },
  );
}

function drawDots(
  context: CanvasRenderingContext2D,
  { layout, heights, legend, colorAt }: Scene,
  nodes: readonly number[],
  { zoom, look, pointed }: { readonly zoom: number; readonly look: Look; readonly pointed: Pointed },
): void {
  // Never thinner than two points of the screen.
  const least = 2 / zoom;
  const width = Math.max(nodeWidth, least);
  for (const node of nodes) {
    const isFaint = pointed.lit !== null && pointed.lit[node] === 0;
    context.fillStyle = isFaint ? look.faint : (legend[colorAt[node] ?? 0]?.color ?? look.dimmed);
    context.fillRect(layout.x[node] ?? 0, layout.y[node] ?? 0, width, Math.max(heights[node] ?? 0, least));
  }
  for (const node of [pointed.hover, pointed.focus]) {
    if (node < 0) continue;
    context.strokeStyle = look.accent;
    context.lineWidth = 3 / zoom;
    context.strokeRect(layout.x[node] ?? 0, layout.y[node] ?? 0, width, Math.max(heights[node] ?? 0, least));
  }
}

function drawNode(
  context: CanvasRenderingContext2D,
  scene: Scene,
  number: number,
  { look, pointed, nowMs }: { readonly look: Look; readonly pointed: Pointed; readonly nowMs: number },
): void {
  const node = scene.picture.nodes[number];
  if (node === undefined) return;
  const [x, y] = [scene.layout.x[number] ?? 0, scene.layout.y[number] ?? 0];
  const height = scene.heights[number] ?? headHeight;
  context.globalAlpha = pointed.lit !== null && pointed.lit[number] === 0 ? 0.35 : 1;
  context.fillStyle = node.isClosed ? look.closed : look.node;
  context.fillRect(x, y, nodeWidth, height);
  context.fillStyle = scene.legend[scene.colorAt[number] ?? 0]?.color ?? look.dimmed;
  context.fillRect(x, y, 5, height);
  const isChosen = number === pointed.focus;
  context.strokeStyle = isChosen || number === pointed.hover ? look.accent : look.nodeLine;
  context.lineWidth = isChosen ? 2.5 : 1;
  if (node.isClosed) context.setLineDash([5, 4]);
  context.strokeRect(x, y, nodeWidth, height);
  context.setLineDash([]);
  const [title, about] = captionOf(scene, number, nowMs);
  context.fillStyle = node.isClosed ? look.dimmed : look.text;
  context.font = `600 13px ${look.font}`;
  context.fillText(shorten(context, title, nodeWidth - 24), x + 14, y + 18);
  context.fillStyle = look.dimmed;
  context.font = `12px ${look.font}`;
  context.fillText(shorten(context, about, nodeWidth - 24), x + 14, y + 35);
  node.rows.forEach((row, at) => {
    const top = y + headHeight + at * rowHeight;
    context.fillStyle = look.nodeLine;
    context.fillRect(x + 5, top, nodeWidth - 5, 0.5);
    context.fillStyle = look.text;
    context.fillText(shorten(context, row, nodeWidth - 24), x + 14, top + 14.5);
  });
  context.globalAlpha = 1;
}

/** Its name, and what the lens says of it. */
export function captionOf({ picture, lens }: Pick<Scene, 'picture' | 'lens'>, number: number, nowMs: number): readonly [string, string] {
  const node = picture.nodes[number];
  if (node === undefined) return ['', ''];
  if (node.isClosed) return ['Closed box', 'of a project you may not read'];
  const title = node.version === null ? node.name : `${node.name} v${node.version}`;
  const said = lens === 'project' || lens === 'type' ? null : wordOf(node, lens, nowMs);
  return [title, [said ?? node.type.replaceAll('_', ' '), node.projectName].join(' · ')];
}

const shortened = new Map<string, string>();

/** Measured once for each text and font. */
function shorten(context: CanvasRenderingContext2D, text: string, width: number): string {
  const key = `${context.font} ${width} ${text}`;
  const known = shortened.get(key);
  if (known !== undefined) return known;
  let short = text;
  if (context.measureText(text).width > width) {
    let [fits, tooLong] = [0, text.length];
    while (tooLong - fits > 1) {
      const middle = (fits + tooLong) >> 1;
      if (context.measureText(`${text.slice(0, middle)}…`).width <= width) fits = middle;
      else tooLong = middle;
    }
    short = `${text.slice(0, fits)}…`;
  }
  if (shortened.size > 50_000) shortened.clear();
  shortened.set(key, short);
  return short;
}
