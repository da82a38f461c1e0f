/** Puts drawn parts beside and below each other, in shelves: the largest first. Pure. */

export interface Sized {
  readonly width: number;
  readonly height: number;
}

export interface Packed {
  /** By part. */
  readonly corners: readonly { readonly x: number; readonly y: number }[];
  readonly width: number;
  readonly height: number;
}

/** About `wideness` times as wide as high. */
export function packParts(parts: readonly Sized[], { gap, wideness }: { readonly gap: number; readonly wideness: number }): Packed {
  const order = parts
    .map((_, at) => at)
    .sort((a, b) => (parts[b]?.height ?? 0) - (parts[a]?.height ?? 0) || (parts[b]?.width ?? 0) - (parts[a]?.width ?? 0) || a - b);
  const area = parts.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const widest = parts.reduce((most, { width }) => Math.max(most, width), 0);
  const wide = Math.max(widest, Math.sqrt(area * wideness));
  const corners: { x: number; y: number }[] = parts.map(() => ({ x: 0, y: 0 }));
  let [x, y, shelf, right] = [0, 0, 0, 0];
  for (const at of order) {
    const part = parts[at];
    if (!part) continue;
    if (x > 0 && x + part.width > wide) {
      y += shelf + gap;
      [x, shelf] = [0, 0];
    }
    corners[at] = { x, y };
    right = Math.max(right, x + part.width);
    shelf = Math.max(shelf, part.height);
    x += part.width + gap;
  }
  return { corners, width: right, height: y + shelf };
}
