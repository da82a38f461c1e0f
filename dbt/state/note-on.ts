/** Tells differences that dbt counts and that probably change nothing: its known false positives, shown as what they are. */
import { readRecord } from '../artifacts/read-field.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Facet } from './compared-fields.ts';

export interface Difference {
  readonly facet: Facet;
  readonly key: string | null;
  readonly from: unknown;
  readonly to: unknown;
  /** The whole entries. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Null: nothing speaks against its being a change. */
export function noteOn({ facet, key, from, to, before, after }: Difference): string | null {
  switch (facet) {
    case 'body':
      if (typeof from !== 'string' || typeof to !== 'string') return pathOnly(from, to);
      return from.replaceAll(/\s+/g, ' ').trim() === to.replaceAll(/\s+/g, ' ').trim() ? 'Only white space or line ends differ.' : null;
    case 'config': {
      const [was, is] = [before, after].map((entry) => readRecord(entry.config)[key ?? '']);
      if (was === undefined || is === undefined || canonicalJson(was) !== canonicalJson(is)) return null;
      return 'Written differently, but it comes to the same value: dbt compares configs as they are written.';
    }
    case 'relation': {
      if (before.resource_type !== 'source') return null;
      const [was, is] = [before, after].map((entry) => entry[`unrendered_${key}`]);
      if (was === undefined || canonicalJson(was) !== canonicalJson(is)) return null;
      return 'Written the same: it differs by target only. The flag state_modified_compare_more_unrendered_values makes dbt compare what is written.';
    }
    case 'fqn':
      return 'The file was moved: only configs by folder could differ, and those are compared by themselves.';
    default:
      return null;
  }
}

/** Of a seed above 1 MiB dbt compares the path alone. */
function pathOnly(from: unknown, to: unknown): string | null {
  return readRecord(from).name === 'path' || readRecord(to).name === 'path'
    ? 'A seed of more than 1 MiB: dbt compares its path, not its content.'
    : null;
}
