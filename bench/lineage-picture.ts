/** How fast a lineage is laid out, against elkjs, and how it moves on the screen, against @xyflow/react, in a Chromium that draws in memory. */
import { measureLayout } from './lineage-layout.ts';
import { installPeers } from './lineage-peers.ts';
import { measureScreen } from './lineage-screen.ts';
import type { Places } from './places.ts';
import type { Row } from './row.ts';

const name = 'lineage-picture';

export async function measureLineagePicture(places: Places): Promise<readonly Row[]> {
  const folder = await installPeers(places.root);
  return [...(await measureLayout(name, folder)), ...(await measureScreen(name, { root: places.root, folder }))];
}
