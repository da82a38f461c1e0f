/** How rules, severities and nodes are named wherever governance shows them. */
import { Link } from '@tanstack/react-router';
import type { WireNamedNode, WireRule, WireSeverity } from '@weft/wire/weft/governance';
import type { ReactNode } from 'react';
import { MarkWord, type Tone } from '../../kit/mark-word.tsx';

export const ruleNames: Readonly<Record<WireRule, string>> = {
  failed_upstream: 'Builds on what failed',
  deprecated_in_use: 'Deprecated, still read',
  reads_deprecated: 'Reads what is deprecated',
  dead_exposure: 'Dead exposure',
  public_without_contract: 'Public without contract',
  public_unused: 'Public, unused',
  no_owner: 'No owner',
  no_tests: 'No tests',
  no_description: 'No description',
  undocumented_columns: 'Columns not described',
  source_without_freshness: 'Freshness never checked',
};

export const severityNames: Readonly<Record<WireSeverity, string>> = { high: 'High', medium: 'Medium', low: 'Low' };
const tones: Readonly<Record<WireSeverity, Tone>> = { high: 'bad', medium: 'busy', low: 'still' };

export function Severity({ severity }: { readonly severity: WireSeverity }): ReactNode {
  return <MarkWord tone={tones[severity]}>{severityNames[severity]}</MarkWord>;
}

/** To its page in the catalog. */
export function NodeName({ accountId, node }: { readonly accountId: number; readonly node: WireNamedNode }): ReactNode {
  return (
    <Link
      to="/catalog/$accountId/projects/$projectId/nodes/$uniqueId"
      params={{ accountId, projectId: node.project_id, uniqueId: node.unique_id }}
      title={node.unique_id}
    >
      {node.name}
    </Link>
  );
}

export function ownerText(node: WireNamedNode): string {
  return node.owner?.name ?? node.owner?.email ?? '';
}

/** Whom to ask, by mail where there is an address. */
export function OwnerName({ node }: { readonly node: WireNamedNode }): ReactNode {
  if (node.owner === null) return <span className="weft-dim">no owner</span>;
  const { name, email } = node.owner;
  return email === null ? <span>{name}</span> : <a href={`mailto:${email}`}>{name ?? email}</a>;
}

/** `2027-01-01`, as dbt has it with a time. */
export function Day({ date }: { readonly date: string }): ReactNode {
  return <time dateTime={date}>{date.slice(0, 10)}</time>;
}
