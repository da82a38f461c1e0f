/** Says of nodes that a search found what it found them by: read for the page that is shown, not for all. */
import type { Host } from '@weft/host/host';
import { explainHit, type HitText } from './explain-hit.ts';
import type { ListedNode } from './list-nodes.ts';
import type { SearchField } from './search-words.ts';
import { readDocuments } from './state-nodes.ts';
import { selectCodes } from './store-documents.ts';

/** In the same order; null: it was no search, or it is found by what is not shown. */
export async function explainHits(host: Host, nodes: readonly ListedNode[], text: string): Promise<readonly (HitText | null)[]> {
  if (nodes.every(({ field }) => field === null)) return nodes.map(() => null);
  const inCode = nodes.filter(({ field, seen }) => field === 'code' && seen === 'everything');
  const inText = nodes.filter(({ field }) => field !== null && !isKnown(field));
  const [documents, codes] = await Promise.all([
    readDocuments(
      host,
      inText.map(({ node }) => node.entryId),
    ),
    selectCodes(
      host.database.db,
      inCode.map(({ node }) => node.entryId),
    ),
  ]);
  return nodes.map(({ node, field, seen }) => {
    if (field === null) return null;
    const document = isKnown(field) ? { ...node, columns: [], constraints: [] } : documents.get(node.entryId);
    if (!document) return null;
    return explainHit({ document, code: codes.get(node.entryId) ?? null, isOffer: seen === 'offer' }, field, text);
  });
}

/** Whether the node in memory has the texts: most are found by their names, and then nothing is read. */
function isKnown(field: SearchField): boolean {
  return field === 'name' || field === 'owner' || field === 'path';
}
