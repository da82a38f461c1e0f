/** Makes a file of a picture: as large as it is, whatever part of it is on the screen. */
import { captionOf, dashesOf, drawScene, isUse, type Look } from './draw-scene.ts';
import { wordOf } from './lenses.ts';
import { followArrow, headHeight, nodeWidth, rowHeight, type Scene, swing } from './scene.ts';

const margin = 24;
/** What browsers can make without failing. */
const pointsMax = 60_000_000;
const sideMax = 16_000;

/** Sharp where it can be, smaller where it would be too large for a browser. */
export async function makePng(scene: Scene, look: Look, nowMs: number): Promise<Blob> {
  const [width, height] = [scene.layout.width + 2 * margin, scene.layout.height + 2 * margin];
  const scale = Math.min(2, sideMax / width, sideMax / height, Math.sqrt(pointsMax / (width * height)));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.max(1, Math.floor(width * scale)), Math.max(1, Math.floor(height * scale))];
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('this browser draws on no canvas');
  const at = {
    view: { x: margin * scale, y: margin * scale, zoom: scale },
    screen: { width: canvas.width, height: canvas.height },
    scale: 1,
    nowMs,
  };
  drawScene(context, scene, at, look, { lit: null, focus: -1, hover: -1 });
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture could not be made')) : resolve(blob)), 'image/png'),
  );
}

export function makeSvg(scene: Scene, look: Look, nowMs: number): string {
  const [width, height] = [Math.ceil(scene.layout.width + 2 * margin), Math.ceil(scene.layout.height + 2 * margin)];
  const arrows = Array.from(scene.picture.from, (_, arrow) => `<path d="${pathOf(scene, arrow)}"${dashedBy(scene, arrow, look)}/>`);
  const nodes = scene.picture.nodes.map((_, number) => boxOf(scene, number, look, nowMs));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}" font-family="${escapeText(look.font)}">`,
    `<rect x="${-margin}" y="${-margin}" width="${width}" height="${height}" fill="${look.ground}"/>`,
    `<g fill="none" stroke="${look.line}">`,
    ...arrows,
    '</g>',
    ...nodes,
    '</svg>',
  ].join('\n');
}

function dashedBy({ picture }: Scene, arrow: number, look: Look): string {
  const dashes = dashesOf(picture.kinds[arrow]);
  if (dashes === null) return '';
  return ` stroke="${isUse(picture.kinds[arrow]) ? look.dimmed : look.accent}" stroke-width="1.6" stroke-dasharray="${dashes.join(' ')}"`;
}

function pathOf(scene: Scene, arrow: number): string {
  let [x, y] = [0, 0];
  const parts: string[] = [];
  followArrow(
    scene,
    arrow,
    (startX, startY) => {
      parts.push(`M${short(startX)} ${short(startY)}`);
      [x, y] = [startX, startY];
    },
    (nextX, nextY) => {
      const pull = nextX > x ? (nextX - x) / 2 : swing;
      parts.push(
        y === nextY
          ? `H${short(nextX)}`
          : `C${short(x + pull)} ${short(y)} ${short(nextX - pull)} ${short(nextY)} ${short(nextX)} ${short(nextY)}`,
      );
      [x, y] = [nextX, nextY];
    },
  );
  return parts.join('');
}

function boxOf(scene: Scene, number: number, look: Look, nowMs: number): string {
  const node = scene.picture.nodes[number];
  if (node === undefined) return '';
  const [x, y, height] = [scene.layout.x[number] ?? 0, scene.layout.y[number] ?? 0, scene.heights[number] ?? headHeight];
  const [title, about] = captionOf(scene, number, nowMs);
  const color = scene.legend[scene.colorAt[number] ?? 0]?.color ?? look.dimmed;
  const dashes = node.isClosed ? ' stroke-dasharray="5 4"' : '';
  const text = (down: number, said: string, fill: string, more = '') =>
    `<text x="14" y="${down}" fill="${fill}" font-size="12"${more}>${escapeText(cut(said))}</text>`;
  return [
    `<g transform="translate(${short(x)} ${short(y)})">`,
    `<title>${escapeText([node.isClosed ? title : node.uniqueId, wordOf(node, scene.lens, nowMs)].filter(Boolean).join(', '))}</title>`,
    `<rect width="${nodeWidth}" height="${height}" fill="${node.isClosed ? look.closed : look.node}" stroke="${look.nodeLine}"${dashes}/>`,
    `<rect width="5" height="${height}" fill="${color}"/>`,
    text(18, title, look.text, ' font-weight="600"'),
    text(35, about, look.dimmed),
    ...node.rows.map((row, at) => text(headHeight + at * rowHeight + 14.5, row, look.text)),
    '</g>',
  ].join('');
}

/** A file has no font to measure by. */
function cut(text: string): string {
  return text.length > 31 ? `${text.slice(0, 30)}…` : text;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
