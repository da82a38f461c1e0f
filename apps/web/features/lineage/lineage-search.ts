/** What the address of the lineage holds: everything that makes the picture, so that it can be sent to somebody. */
import { type Lens, lenses } from './lenses.ts';

export interface LineageSearch {
  /** What was typed; none: all nodes. */
  readonly select?: string | undefined;
  /** With what `state:` in it compares; none: the state before. */
  readonly compare?: string | undefined;
  /** Unique ids with plus signs that were opened by hand, with blanks between. */
  readonly more?: string | undefined;
  /** Unique ids that were put away by hand, with blanks between. */
  readonly hide?: string | undefined;
  readonly lens?: Lens | undefined;
  /** The unique id of the chosen node. */
  readonly focus?: string | undefined;
  /** A column of the chosen node: where it comes from and goes is drawn, and nothing else. */
  readonly column?: string | undefined;
  /** false: who only chooses, joins, groups or orders rows by the column is not drawn. */
  readonly uses?: false | undefined;
  /** Where one looks: x, y and zoom. */
  readonly at?: string | undefined;
  readonly show?: 'table' | undefined;
  readonly tests?: true | undefined;
  /** An environment in place of its project's production, or staging where there is one. */
  readonly view?: string | undefined;
}

export function readLineageSearch(raw: Record<string, unknown>): LineageSearch {
  return {
    select: readText(raw.select),
    compare: readText(raw.compare),
    more: readText(raw.more),
    hide: readText(raw.hide),
    lens: lenses.find((lens) => lens === raw.lens),
    focus: readText(raw.focus),
    column: readText(raw.column),
    uses: raw.uses === false ? false : undefined,
    at: readText(raw.at),
    show: raw.show === 'table' ? 'table' : undefined,
    tests: raw.tests === true ? true : undefined,
    // `production` leads back from another view, and is then left out.
    view: raw.view === 'production' || raw.view === 'staging' || /^\d+$/.test(String(raw.view)) ? String(raw.view) : undefined,
  };
}

/** A bare number or word like `true` in an address is no text to the router. */
function readText(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' || typeof value === 'object' ? undefined : String(value);
}

/** What the server is asked for. */
export function askedOf({ select, compare, more, hide, tests, view }: LineageSearch) {
  const all = select === undefined && more === undefined ? undefined : [select, more].filter(Boolean).join(' ');
  return { select: select === undefined ? undefined : all, compare, exclude: hide, tests: tests === true ? 'true' : undefined, view };
}

/** With another term among those opened or put away by hand, once. */
export function withTerm(terms: string | undefined, term: string): string {
  const known = (terms ?? '').split(' ').filter((it) => it !== '' && it !== term);
  return [...known, term].join(' ');
}

/** Without what names the node. */
export function withoutNode(terms: string | undefined, uniqueId: string): string | undefined {
  const left = (terms ?? '').split(' ').filter((term) => term.replace(/^\d*\+|\+\d*$/g, '') !== uniqueId);
  return left.join(' ') || undefined;
}
