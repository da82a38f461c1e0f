/** How nodes are named and marked wherever the catalog shows them. */
import { Link } from '@tanstack/react-router';
import type { WireConstraint, WireNodeLine, WireOwner, WireTestCounts } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { MarkWord, type Tone } from '../../kit/mark-word.tsx';
import classes from './catalog.module.css';

export const typeOrder = [
  'model',
  'source',
  'seed',
  'snapshot',
  'exposure',
  'metric',
  'semantic_model',
  'saved_query',
  'test',
  'unit_test',
  'analysis',
  'operation',
  'function',
  'group',
  'macro',
] as const;

const plurals: Readonly<Record<string, string>> = {
  analysis: 'Analyses',
  saved_query: 'Saved queries',
  semantic_model: 'Semantic models',
  unit_test: 'Unit tests',
};

/** `Semantic models`. */
export function pluralOf(type: string): string {
  return plurals[type] ?? `${type.charAt(0).toUpperCase()}${type.slice(1)}s`;
}

/** `Semantic model`. */
export function singularOf(type: string): string {
  const words = type.replace('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function byType(a: string, b: string): number {
  const rank = (type: string) => (typeOrder.indexOf(type as never) + 1 || typeOrder.length + 1) - 1;
  return rank(a) - rank(b);
}

/** `raw.orders`, `customers v2`. */
export function titleOf(node: Pick<WireNodeLine, 'name' | 'source_name' | 'version' | 'type'>): string {
  const name = node.type === 'source' && node.source_name !== null ? `${node.source_name}.${node.name}` : node.name;
  return node.version === null ? name : `${name} v${node.version}`;
}

export function CatalogLink({ accountId }: { readonly accountId: number }): ReactNode {
  return (
    <Link to="/catalog/$accountId" params={{ accountId }}>
      Catalog
    </Link>
  );
}

export function NodeLink({ accountId, node }: { readonly accountId: number; readonly node: WireNodeLine }): ReactNode {
  return (
    <Link
      to="/catalog/$accountId/projects/$projectId/nodes/$uniqueId"
      params={{ accountId, projectId: node.project_id, uniqueId: node.unique_id }}
      className={classes.nodeLink}
      title={titleOf(node)}
    >
      {titleOf(node)}
    </Link>
  );
}

const tones: Readonly<Record<string, Tone>> = {
  ...{ success: 'good', pass: 'good', reused: 'good', 'no-op': 'still', skipped: 'still', warn: 'busy' },
  ...{ error: 'bad', fail: 'bad', 'runtime error': 'bad', 'partial success': 'bad' },
};

/** dbt's word, with its tone. */
export function StatusMark({ status }: { readonly status: string | null }): ReactNode {
  if (status === null) return <span className="weft-dim">–</span>;
  return <MarkWord tone={tones[status] ?? 'still'}>{status}</MarkWord>;
}

export function AccessMark({ access }: { readonly access: string | null }): ReactNode {
  if (access === null) return <span className="weft-dim">–</span>;
  return access === 'public' ? <MarkWord tone="busy">public</MarkWord> : <span>{access}</span>;
}

export function TestMark({ tests }: { readonly tests: WireTestCounts }): ReactNode {
  if (tests.total === 0) return <span className="weft-dim">none</span>;
  if (tests.failed > 0)
    return (
      <MarkWord tone="bad">
        {tests.failed} of {tests.total} failed
      </MarkWord>
    );
  if (tests.warned > 0)
    return (
      <MarkWord tone="busy">
        {tests.warned} of {tests.total} warned
      </MarkWord>
    );
  return (
    <span>
      {tests.passed} of {tests.total} passed
    </span>
  );
}

export function OwnerName({ owner, group }: { readonly owner: WireOwner | null; readonly group?: string | null }): ReactNode {
  const name = owner?.name ?? owner?.email ?? group;
  if (!name) return <span className="weft-dim">–</span>;
  return owner?.email ? <a href={`mailto:${owner.email}`}>{name}</a> : <span>{name}</span>;
}

export function Tags({ accountId, tags }: { readonly accountId: number; readonly tags: readonly string[] }): ReactNode {
  return (
    <span>
      {tags.map((tag, place) => (
        <span key={tag}>
          {place === 0 ? '' : ', '}
          <Link to="/catalog/$accountId/nodes" params={{ accountId }} search={{ tag }}>
            {tag}
          </Link>
        </span>
      ))}
    </span>
  );
}

export function ConstraintList({ constraints }: { readonly constraints: readonly WireConstraint[] }): ReactNode {
  return constraints
    .map(({ type, columns, expression }) => {
      const of = columns.length === 0 ? '' : ` (${columns.join(', ')})`;
      return `${type.replace('_', ' ')}${of}${expression === null ? '' : ` ${expression}`}`;
    })
    .join('; ');
}
