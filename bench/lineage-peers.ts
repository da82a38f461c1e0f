/** What the lineage's picture is held against, put into a folder that git ignores. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemEnvironment } from '@weft/host/config';
import { runTool } from '@weft/host/process';

export const peers = { elkjs: '0.12.1', '@xyflow/react': '12.12.1', react: '19.3.1', 'react-dom': '19.3.1' } as const;

/** Nothing of Weft needs them. */
export async function installPeers(root: string): Promise<string> {
  const folder = join(root, 'tmp', 'lineage-peers');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const wanted = Object.entries(peers).map(([peer, version]) => `${peer}@${version}`);
  const isThere = await Promise.all(
    Object.entries(peers).map(async ([peer, version]) =>
      (await readFile(join(folder, 'node_modules', peer, 'package.json'), 'utf8').catch(() => '')).includes(`"version": "${version}"`),
    ),
  );
  if (isThere.includes(false))
    await runTool('npm', ['install', '--save-exact', '--no-audit', '--no-fund', ...wanted], {
      cwd: folder,
      env: systemEnvironment(),
      timeoutMilliseconds: 300_000,
    });
  return folder;
}
