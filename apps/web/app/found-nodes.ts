/** What the catalog finds of what is typed into the palette: the best few, and the way to all of them. */
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { catalogQuery, nodesQuery } from '../features/catalog/catalog-queries.ts';
import { singularOf, titleOf } from '../features/catalog/node-words.tsx';
import { looksLikeSelector } from '../features/catalog/read-typed.ts';
import { useView } from './keep-view.ts';
import type { Place } from './places.ts';

const waitMs = 120;
const shownAtMost = 7;

export function useFoundNodes(accountId: number, typed: string): readonly Place[] {
  const text = typed.trim();
  const [asked] = useDebouncedValue(text, waitMs);
  const isAsked = asked.length > 1;
  const filters = { view: useView(), ...(looksLikeSelector(asked) ? { select: asked } : { q: asked }) };
  const found = useQuery({ ...nodesQuery(accountId, filters, 0, shownAtMost), enabled: isAsked });
  const projects = useQuery({ ...catalogQuery(accountId), enabled: isAsked }).data?.projects ?? [];
  if (text.length < 2) return [];
  const nodes = isAsked ? (found.data?.nodes ?? []) : [];
  return [
    ...nodes.map((node) => ({
      kind: singularOf(node.type),
      name: titleOf(node),
      within: [projects.find(({ id }) => id === node.project_id)?.name ?? '', whyFound(node.hit)].filter((part) => part !== '').join(' · '),
      href: `/catalog/${accountId}/projects/${node.project_id}/nodes/${encodeURIComponent(node.unique_id)}`,
    })),
    { kind: 'Catalog', name: `Search for “${text}”`, within: '', href: `/catalog/${accountId}/nodes?q=${encodeURIComponent(text)}` },
  ];
}

const whyMax = 44;

/** Where it was found, unless its name says so itself. */
function whyFound(hit: { readonly field: string; readonly text: string | null } | null): string {
  if (hit === null || hit.field === 'name') return '';
  const text = hit.text ?? '';
  return `${hit.field}: ${text.length > whyMax ? `${text.slice(0, whyMax)}…` : text}`;
}
