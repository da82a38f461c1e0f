/** Says of nodes that a search found what it found them by: read for the page that is shown, not for all. */
import type { Host } from '@weft/host/host';
import { explainHit, type HitText } from './explain-hit.ts';
import type { ListedNode } from './list-nodes.ts';
import { readDocuments } from './state-nodes.ts';
import { selectCodes } from './store-documents.ts';

/** In the same order; null: it was no search, or it is found by what is not shown. */
export async function explainHits(host: Host, nodes: readonly ListedNode[], text: string): Promise<readonly (HitText | null)[]> {
  if (nodes.every(({ field }) => field === null)) return nodes.map(() => null);
  const inCode = nodes.filter(({ field, seen }) => field === 'code' && seen === 'everything');
  const [documents, codes] = await Promise.all([
    readDocuments(
      host,
      nodes.map(({ node }) => node.entryId),
    ),
    selectCodes(
      host.database.db,
      inCode.map(({ node }) => node.entryId),
    ),
  ]);
  return nodes.map(({ node, field, seen }) => {
    const document = documents.get(node.entryId);
    if (field === null || !document) return null;
    return explainHit({ document, code: codes.get(node.entryId) ?? null, isOffer: seen === 'offer' }, field, text);
  });
}
