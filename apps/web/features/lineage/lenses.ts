/** The ways to look at a lineage: what each says of a node, and the colour of each word. Pure. */
import type { PictureNode } from './picture.ts';

export const lenses = ['type', 'status', 'materialization', 'access', 'project', 'freshness', 'run_time', 'layer', 'change'] as const;
export type Lens = (typeof lenses)[number];

export const lensTitles: Readonly<Record<Lens, string>> = {
  type: 'Type',
  status: 'Last status',
  materialization: 'Materialization',
  access: 'Access',
  project: 'Project',
  freshness: 'Freshness',
  run_time: 'Run time',
  layer: 'Layer',
  change: 'Change',
};

export interface LegendEntry {
  readonly word: string;
  readonly color: string;
  readonly count: number;
}

export interface Tinted {
  readonly legend: readonly LegendEntry[];
  /** By node: a place in the legend. */
  readonly at: Uint8Array;
}

export type Scheme = 'light' | 'dark';

const many = {
  light: ['#2563a8', '#1f7a44', '#a83a72', '#8a5a00', '#6d4fb3', '#0f7c80', '#b3482a', '#55606e'],
  dark: ['#86b6ee', '#6cc894', '#e39cbf', '#e3b35c', '#b9a3ee', '#69c7c9', '#f0a184', '#a8b0ba'],
};
const tones = {
  light: { good: '#1f7a44', bad: '#b3261e', warn: '#8a5a00', busy: '#2563a8', still: '#958c80' },
  dark: { good: '#6cc894', bad: '#f2958c', warn: '#e3b35c', busy: '#86b6ee', still: '#7f776e' },
};
const rising = {
  light: ['#dd96b8', '#d0729f', '#a83a72', '#752350', '#3f1029'],
  dark: ['#6b3350', '#95446f', '#c2628f', '#e39cbf', '#fbe3ee'],
};

type Tone = keyof (typeof tones)['light'];

/** Words that always have the same colour, in the order of the legend. */
const fixed: Partial<Record<Lens, readonly (readonly [string, Tone | number])[]>> = {
  type: [
    ...(['model', 'source', 'seed', 'snapshot', 'exposure', 'metric', 'semantic_model'] as const).map((word, at) => [word, at] as const),
    ['saved_query', 7],
  ],
  status: [
    ['success', 'good'],
    ['pass', 'good'],
    ['warn', 'warn'],
    ['error', 'bad'],
    ['fail', 'bad'],
    ['runtime error', 'bad'],
    ['skipped', 'busy'],
  ],
  access: [
    ['public', 1],
    ['protected', 0],
    ['private', 4],
  ],
  freshness: [
    ['source is fresh', 'good'],
    ['source is late', 'warn'],
    ['source is too late', 'bad'],
    ['built within a day', 'good'],
    ['built within a week', 'busy'],
    ['built before that', 'warn'],
  ],
  change: [
    ['new', 'good'],
    ['modified', 'warn'],
  ],
  layer: [
    ['source', 1],
    ['staging', 0],
    ['intermediate', 4],
    ['mart', 2],
    ['consumer', 3],
  ],
};
const timeWords = ['under 1 s', '1 to 10 s', '10 to 60 s', '1 to 10 min', 'over 10 min'] as const;

const sourceWords: Readonly<Record<string, string>> = { pass: 'source is fresh', warn: 'source is late', error: 'source is too late' };

/** Null: nothing is known. */
export function wordOf(node: PictureNode, lens: Lens, nowMs: number): string | null {
  if (node.isClosed) return null;
  switch (lens) {
    case 'type':
      return node.type;
    case 'status':
      return node.status;
    case 'materialization':
      return node.materialization;
    case 'access':
      return node.access;
    case 'project':
      return node.projectName;
    case 'layer':
      return node.layer;
    case 'change':
      return node.change && (node.change.words === 'new' ? 'new' : 'modified');
    case 'run_time':
      return node.runSeconds === null
        ? null
        : (timeWords[[1, 10, 60, 600].filter((limit) => (node.runSeconds ?? 0) >= limit).length] ?? null);
    case 'freshness': {
      if (node.freshness !== null) return sourceWords[node.freshness] ?? node.freshness;
      if (node.freshAt === null) return null;
      const days = (nowMs / 1000 - node.freshAt) / 86_400;
      return days < 1 ? 'built within a day' : days < 7 ? 'built within a week' : 'built before that';
    }
  }
}

const missing: Readonly<Record<Lens, string>> = {
  type: 'closed',
  status: 'never done',
  materialization: 'none',
  access: 'none',
  project: 'closed',
  freshness: 'not known',
  run_time: 'not known',
  layer: 'none',
  change: 'as before, or not compared',
};

/** Words with a colour of their own first, then others, the most frequent first; a ninth and all after it share the last colour as one. */
export function tint(nodes: readonly PictureNode[], lens: Lens, scheme: Scheme, nowMs: number): Tinted {
  const words = nodes.map((node) => wordOf(node, lens, nowMs));
  const counts = new Map<string | null, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const known = (fixed[lens] ?? (lens === 'run_time' ? timeWords.map((word, at) => [word, at] as const) : [])).filter(([word]) =>
    counts.has(word),
  );
  const others = [...counts]
    .filter((it): it is [string, number] => it[0] !== null && !known.some(([word]) => word === it[0]))
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  const legend: LegendEntry[] = known.map(([word, color]) => ({ word, color: colorOf(color), count: counts.get(word) ?? 0 }));
  const colors = many[scheme].filter((color) => !legend.some((it) => it.color === color));
  const own = others.length > colors.length ? others.slice(0, Math.max(0, colors.length - 1)) : others;
  for (const [at, [word, count]] of own.entries()) legend.push({ word, color: colors[at] ?? tones[scheme].still, count });
  const rest = others.slice(own.length);
  const placeOf = new Map<string | null, number>(legend.map(({ word }, at) => [word, at]));
  const [only] = rest;
  if (only !== undefined) {
    for (const [word] of rest) placeOf.set(word, legend.length);
    legend.push({
      word: rest.length === 1 ? only[0] : `${rest.length} others`,
      color: colors.at(-1) ?? tones[scheme].still,
      count: rest.reduce((sum, [, count]) => sum + count, 0),
    });
  }
  const none = counts.get(null) ?? 0;
  if (none > 0) {
    placeOf.set(null, legend.length);
    legend.push({ word: missing[lens], color: tones[scheme].still, count: none });
  }
  return { legend, at: Uint8Array.from(words, (word) => placeOf.get(word) ?? 0) };

  function colorOf(color: Tone | number): string {
    const list = lens === 'run_time' ? rising[scheme] : many[scheme];
    return (typeof color === 'number' ? list[color] : tones[scheme][color]) ?? tones[scheme].still;
  }
}
