/** Reads dbt's selector syntax (`+fct_orders,tag:nightly state:modified+`) as dbt Core 1.11 does, graph/selector_spec.py and graph/cli.py. */

export const selectorMethods = [
  'fqn',
  'tag',
  'group',
  'access',
  'source',
  'path',
  'file',
  'package',
  'config',
  'test_name',
  'test_type',
  'resource_type',
  'state',
  'exposure',
  'metric',
  'result',
  'source_status',
  'version',
  'semantic_model',
  'saved_query',
  'unit_test',
] as const;
export type SelectorMethod = (typeof selectorMethods)[number];

/** One criterion, such as `2+config.materialized:table+1`. */
export interface Criterion {
  readonly raw: string;
  readonly method: SelectorMethod;
  /** Of `config.meta.owner`: `meta`, `owner`. */
  readonly methodArguments: readonly string[];
  readonly value: string;
  /** `@`: with everything that is needed to build what follows it. */
  readonly isWithChildrensParents: boolean;
  /** Null: none. Infinity: all. */
  readonly parentsDepth: number | null;
  readonly childrenDepth: number | null;
}

/** A union of intersections: blanks join, commas narrow. */
export type Selector = readonly (readonly Criterion[])[];

export interface ReadSelector {
  readonly value: Selector;
  readonly problems: readonly SelectorProblem[];
}

export interface SelectorProblem {
  /** The part that is not understood, and where it begins in the text. */
  readonly part: string;
  readonly at: number;
  readonly message: string;
}

const pattern = /^(@?)(?:(\d*)(\+))?(?:([\w.]+):)?(.*?)(?:(\+)(\d*))?$/s;

/** What is not understood is left out and told; an empty text selects nothing. */
export function readSelector(text: string): ReadSelector {
  const problems: SelectorProblem[] = [];
  const value: Criterion[][] = [];
  for (const { 0: part, index } of text.matchAll(/\S+/g)) {
    const criteria: Criterion[] = [];
    let at = index;
    for (const raw of part.split(',')) {
      const read = readCriterion(raw);
      if (typeof read === 'string') problems.push({ part: raw, at, message: read });
      else criteria.push(read);
      at += raw.length + 1;
    }
    // Half an intersection would select more than was asked for.
    if (criteria.length === part.split(',').length) value.push(criteria);
  }
  return { value, problems };
}

function readCriterion(raw: string): Criterion | string {
  const [, childrensParents, parentsText, parents, methodText, value = '', children, childrenText] = pattern.exec(raw) ?? [];
  if (value === '') return raw === '' ? 'There is nothing beside this comma.' : `"${raw}" names nothing.`;
  if (childrensParents && children) return `"${raw}": "@" before and "+" after do not go together.`;
  const [methodName = '', ...methodArguments] = methodText === undefined ? [defaultMethod(value)] : methodText.split('.');
  const method = selectorMethods.find((known) => known === methodName);
  if (method === undefined) return `"${methodName}" is no method of dbt's selectors. They are: ${selectorMethods.join(', ')}.`;
  if (method === 'config' && methodArguments.length === 0) return `"${raw}" does not say which config: write config.materialized:${value}.`;
  const problem = checkValue(method, value);
  if (problem !== null) return problem;
  return {
    raw,
    method,
    methodArguments,
    value,
    isWithChildrensParents: childrensParents === '@',
    parentsDepth: parents === undefined ? null : depthOf(parentsText),
    childrenDepth: children === undefined ? null : depthOf(childrenText),
  };
}

function defaultMethod(value: string): SelectorMethod {
  if (value.includes('/')) return 'path';
  return /\.(sql|py|csv)$/i.test(value) ? 'file' : 'fqn';
}

function depthOf(text: string | undefined): number {
  return text === undefined || text === '' ? Number.POSITIVE_INFINITY : Number(text);
}

const choices: Partial<Record<SelectorMethod, readonly string[]>> = {
  version: ['latest', 'prerelease', 'old', 'none'],
  test_type: ['generic', 'schema', 'data', 'singular', 'unit'],
  source_status: ['fresher'],
  state: [
    'new',
    'old',
    'modified',
    'unmodified',
    'modified.body',
    'modified.configs',
    'modified.persisted_descriptions',
    'modified.relation',
    'modified.macros',
    'modified.contract',
  ],
};

/** How many parts a dotted name may have at most; of the methods not named here it is a pattern. */
const partsMax: Partial<Record<SelectorMethod, number>> = {
  source: 3,
  exposure: 2,
  metric: 2,
  semantic_model: 2,
  saved_query: 2,
  unit_test: 2,
};

function checkValue(method: SelectorMethod, value: string): string | null {
  const known = choices[method];
  if (known && !known.includes(value)) return `"${value}" is nothing that ${method}: can be: ${known.join(', ')}.`;
  const most = partsMax[method];
  if (most !== undefined && value.split('.').length > most)
    return `"${method}:${value}" has too many parts: at most ${most}, separated by dots.`;
  return null;
}
