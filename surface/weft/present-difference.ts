/** What of a node differs from the state that a selector compares with, in the wire's words. */
import type { ComparedNode } from '@weft/domain/catalog/compare-account';
import type { WireDifference } from '@weft/wire/weft/catalog';

export function presentDifference({ before, after, difference }: ComparedNode): WireDifference {
  const { change, because, macros } = difference;
  const facets = [...new Set(because.flatMap(({ facet, isSeen }) => (isSeen ? [facet] : [])))];
  const unseen = [...new Set(because.flatMap(({ facet, isSeen }) => (isSeen || facets.includes(facet) ? [] : [facet])))];
  return { before, after, change, facets, unseen, macros: macros.map(({ path }) => path) };
}
