/** Why a step selected what it did: what is kept of it, and which changes are taken for none. No I/O. */
import { idSchema } from '@weft/base/id';
import { isRecord } from '@weft/base/json';
import type { NodeChange, Reason } from '@weft/dbt/state/compare-states';
import { facets } from '@weft/dbt/state/compared-fields';
import { z } from 'zod';

const texts = z.array(z.string()).readonly();
const json = z.unknown();

export const keptReasonSchema = z.object({
  facet: z.enum(facets),
  key: z.string().nullable(),
  before: json.optional(),
  after: json.optional(),
  diff: z.string().nullable(),
  path: texts.nullable(),
  /** dbt's `state:modified` sees it. */
  isSeen: z.boolean(),
  note: z.string().nullable(),
  /** The rule by which it is no change; null: none. */
  ignoredBy: idSchema<'ignoreRule'>().nullable(),
});
export type KeptReason = Readonly<z.infer<typeof keptReasonSchema>>;

export const keptChangeSchema = z.object({
  uniqueId: z.string(),
  name: z.string(),
  resourceType: z.string(),
  path: z.string(),
  change: z.enum(['new', 'removed', 'modified']),
  /** Values of `state:` that select it. */
  selectors: texts,
  reasons: z.array(keptReasonSchema).readonly(),
  /** How many more there are. */
  moreReasons: z.number(),
  /** Everything that dbt sees of it is no change by a rule: it is taken for unchanged. */
  isIgnored: z.boolean(),
  isSelected: z.boolean(),
});
export type KeptChange = Readonly<z.infer<typeof keptChangeSchema>>;

export const keptSelectedSchema = z.object({
  uniqueId: z.string(),
  name: z.string(),
  resourceType: z.string(),
  because: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('changed') }),
    z.object({ kind: z.enum(['downstream', 'upstream', 'test_of']), path: texts }),
    z.object({ kind: z.literal('selector'), part: z.string() }),
  ]),
});
export type KeptSelected = Readonly<z.infer<typeof keptSelectedSchema>>;

export const selectionSummarySchema = z.object({
  command: z.string(),
  /** As dbt was started, where that is another: changes that are none were taken out. */
  adjustedCommand: z.string().nullable(),
  /** False: told before dbt chose. */
  isFinal: z.boolean(),
  /** False: a part of the selection is one that only dbt can tell, so this is what dbt has shown of it. */
  isWhole: z.boolean(),
  changed: z.number(),
  ignored: z.number(),
  selected: z.number(),
  /** There was nothing to compare with, so everything counts as new. */
  isAllNew: z.boolean(),
  /** What people must know about how it came about. */
  notes: texts,
});
export type SelectionSummary = Readonly<z.infer<typeof selectionSummarySchema>>;

export const selectionSchema = z.object({
  changes: z.array(keptChangeSchema).readonly(),
  moreChanges: z.number(),
  selected: z.array(keptSelectedSchema).readonly(),
});
export type Selection = Readonly<z.infer<typeof selectionSchema>>;

export const ignoreRuleSchema = z.object({
  nodePattern: z.string().min(1).max(500),
  facet: z.enum(facets),
  key: z.string().max(500).nullable(),
  why: z.string().min(1).max(500),
});
export type IgnoreRuleContent = Readonly<z.infer<typeof ignoreRuleSchema>>;
export type IgnoreRule = IgnoreRuleContent & {
  readonly id: z.infer<ReturnType<typeof idSchema<'ignoreRule'>>>;
  readonly projectId: z.infer<ReturnType<typeof idSchema<'project'>>>;
  readonly createdBy: string;
  readonly createdAt: Date;
};

/** Null: no rule speaks of it. */
export function ruleFor(rules: readonly IgnoreRule[], uniqueId: string, reason: Pick<Reason, 'facet' | 'key'>): IgnoreRule | null {
  return (
    rules.find(
      ({ nodePattern, facet, key }) => facet === reason.facet && (key === null || key === reason.key) && matches(nodePattern, uniqueId),
    ) ?? null
  );
}

/** Nodes of which everything that dbt sees is no change. A node that is new is one, whatever rules say. */
export function ignoredNodes(changes: readonly NodeChange[], rules: readonly IgnoreRule[]): ReadonlySet<string> {
  const ignored = changes.filter(({ uniqueId, change, reasons }) => {
    const seen = reasons.filter(({ selectors }) => selectors.length > 0);
    return change === 'modified' && seen.length > 0 && seen.every((reason) => ruleFor(rules, uniqueId, reason) !== null);
  });
  return new Set(ignored.map(({ uniqueId }) => uniqueId));
}

/** `*` stands for any text; nothing else is special. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    if (index === rest.length - 1) return text.length - at >= part.length && text.endsWith(part);
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

/** What is kept of a node at most: people look at a few, and a change of the engine touches every node by dozens of macros. */
const reasonsMax = 12;
const changesMax = 3_000;
const detailedMax = 400;
const textMax = 20_000;

interface Named {
  readonly name: string;
  readonly resourceType: string;
  readonly originalFilePath: string;
}

/** What dbt sees first, what differs and is not seen last. */
export function keepChanges(
  changes: readonly NodeChange[],
  known: {
    readonly rules: readonly IgnoreRule[];
    readonly ignored: ReadonlySet<string>;
    readonly selected: ReadonlySet<string>;
    readonly nodeOf: (uniqueId: string) => Named | undefined;
    /** Takes the run's secrets out: what dbt has parsed has them wherever somebody wrote one. */
    readonly scrub: (text: string) => string;
  },
): Pick<Selection, 'changes' | 'moreChanges'> {
  const rank = ({ selectors, change }: NodeChange) => (selectors.includes('modified') ? 0 : change === 'removed' ? 2 : 1);
  const ordered = [...changes].sort((one, other) => rank(one) - rank(other));
  const kept = ordered.slice(0, changesMax).map(({ uniqueId, change, selectors, reasons }, at): KeptChange => {
    const node = known.nodeOf(uniqueId);
    const sorted = [...reasons].sort((one, other) => Number(other.selectors.length > 0) - Number(one.selectors.length > 0));
    return {
      ...{ uniqueId, change, selectors },
      name: node?.name ?? uniqueId.split('.').slice(2).join('.'),
      resourceType: node?.resourceType ?? uniqueId.split('.')[0] ?? '',
      path: node?.originalFilePath ?? '',
      reasons: sorted.slice(0, reasonsMax).map((reason) => keepReason(reason, uniqueId, known, at < detailedMax)),
      moreReasons: Math.max(0, reasons.length - reasonsMax),
      isIgnored: known.ignored.has(uniqueId),
      isSelected: known.selected.has(uniqueId),
    };
  });
  return { changes: kept, moreChanges: Math.max(0, changes.length - changesMax) };
}

/** Scrubbed before it is cut: half a secret would not be known as one. */
function keepReason(
  reason: Reason,
  uniqueId: string,
  { rules, scrub }: { readonly rules: readonly IgnoreRule[]; readonly scrub: (text: string) => string },
  isDetailed: boolean,
): KeptReason {
  const { facet, key, path, note, selectors } = reason;
  const rule = selectors.length > 0 ? ruleFor(rules, uniqueId, reason) : null;
  return {
    ...{ facet, path, note, isSeen: selectors.length > 0, ignoredBy: rule?.id ?? null },
    key: key === null ? null : scrub(key),
    before: isDetailed ? cut(scrubTexts(reason.before, scrub)) : null,
    after: isDetailed ? cut(scrubTexts(reason.after, scrub)) : null,
    diff: isDetailed && reason.diff !== null ? scrub(reason.diff).slice(0, textMax) : null,
  };
}

/** In JSON, names of fields included. */
function scrubTexts(value: unknown, scrub: (text: string) => string): unknown {
  if (typeof value === 'string') return scrub(value);
  // A number may be a secret too.
  if (typeof value === 'number') return scrub(String(value)) === String(value) ? value : scrub(String(value));
  if (Array.isArray(value)) return value.map((each) => scrubTexts(each, scrub));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [scrub(name), scrubTexts(each, scrub)]));
}

function cut(value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length <= textMax ? value : `${text.slice(0, textMax)}…`;
}
