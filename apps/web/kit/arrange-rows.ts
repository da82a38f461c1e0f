/** Sorting and filtering of table rows, apart from how they are drawn. */
export type SortValue = string | number | boolean | null;

export interface Sorting {
  readonly key: string;
  readonly isDescending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Nothing known sorts last, whichever way. */
export function compareValues(a: SortValue, b: SortValue, isDescending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = typeof a === 'string' && typeof b === 'string' ? collator.compare(a, b) : Number(a) - Number(b);
  return isDescending ? -order : order;
}

/** Every word that was typed must be there, in any order and letter case. */
export function matchesWords(text: string, typed: string): boolean {
  const lower = text.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

export function arrangeRows<Row>(
  rows: readonly Row[],
  how: {
    readonly typed: string;
    readonly textOf: ((row: Row) => string) | undefined;
    readonly sortBy: ((row: Row) => SortValue) | undefined;
    readonly isDescending: boolean;
  },
): readonly Row[] {
  const { textOf, sortBy } = how;
  const found = how.typed.trim() === '' || textOf === undefined ? rows : rows.filter((row) => matchesWords(textOf(row), how.typed.trim()));
  return sortBy === undefined ? found : [...found].sort((a, b) => compareValues(sortBy(a), sortBy(b), how.isDescending));
}
