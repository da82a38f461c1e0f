/** The pages of the benchmark of the lineage's picture, ours and the peer's, with the answer that each of them reads. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WireLineage } from '@weft/wire/weft/lineage';
import type { InventedLineage } from './invent-lineage.ts';
import { layOutInvented } from './lineage-layout.ts';
import { withFolder } from './places.ts';

export async function makeFiles(root: string, folder: string, lineage: InventedLineage): Promise<Readonly<Record<string, string>>> {
  const { build } = await import('esbuild');
  return withFolder('lineage-pages', async (out) => {
    await build({
      absWorkingDir: root,
      entryPoints: {
        ours: 'bench/lineage-page.ts',
        worker: 'apps/web/features/lineage/layout/lay-out.worker.ts',
        peer: 'bench/lineage-peer-page.mjs',
      },
      ...{ outdir: out, bundle: true, minify: true, format: 'iife', target: 'es2022', tsconfig: 'tsconfig.json' },
      nodePaths: [join(folder, 'node_modules')],
      // One React, the peers': the page lies beside Weft's own.
      alias: { react: join(folder, 'node_modules/react'), 'react-dom': join(folder, 'node_modules/react-dom') },
      define: { 'process.env.NODE_ENV': '"production"' },
    });
    const page = (script: string, more = '') =>
      `<!doctype html><title>${script}</title>${more}<body style="margin:0"><script src="/${script}.js"></script>`;
    const layout = layOutInvented(lineage);
    const list = (values: ArrayLike<number>) => Array.from(values);
    const places = { x: list(layout.x), y: list(layout.y), from: list(lineage.from), to: list(lineage.to), names: namesOf(lineage) };
    return {
      '/ours': page('ours'),
      '/peer': page('peer', '<link rel="stylesheet" href="/style.css">'),
      '/ours.js': await readFile(join(out, 'ours.js'), 'utf8'),
      '/worker.js': await readFile(join(out, 'worker.js'), 'utf8'),
      '/peer.js': await readFile(join(out, 'peer.js'), 'utf8'),
      '/style.css': await readFile(join(folder, 'node_modules/@xyflow/react/dist/style.css'), 'utf8'),
      '/lineage.json': JSON.stringify({ data: answerOf(lineage) }),
      '/places.json': JSON.stringify({ ...places, width: layout.width, height: layout.height }),
    };
  });
}

function namesOf({ count, layer }: InventedLineage): string[] {
  const prefixes = ['raw', 'stg', 'stg', 'int', 'int', 'int', 'fct', 'dim', 'fct', 'mart', 'rpt', 'rpt'];
  return Array.from({ length: count }, (_, node) => `${prefixes[layer[node] ?? 0]}_model_${node}`);
}

/** As the server would answer it. */
function answerOf(lineage: InventedLineage): WireLineage {
  const { count, project, layer, from, to } = lineage;
  const all = Array.from({ length: count }, (_, node) => node);
  const words = (list: readonly string[], read: (node: number) => number) => ({ words: list, at: all.map(read) });
  const none = words([], () => -1);
  const projects = Math.max(...project) + 1;
  return {
    nodes: {
      ...{ name: namesOf(lineage), unique_id: all.map(() => ''), project: [...project], group: none, owner: none, version: none },
      type: words(['source', 'model'], (node) => (layer[node] === 0 ? 0 : 1)),
      package: words(
        Array.from({ length: projects }, (_, at) => `project_${at}`),
        (node) => project[node] ?? 0,
      ),
      access: words(['protected', 'public'], (node) => (node % 4 === 0 ? 1 : 0)),
      materialization: words(['view', 'table', 'incremental'], (node) => node % 3),
      status: words(['success', 'error', 'skipped'], (node) => (node % 50 === 0 ? 1 : node % 33 === 0 ? 2 : 0)),
      ...{ freshness: none, layer: none, deprecation_date: none, change: none },
      run_seconds: all.map((node) => (node % 900) / 10),
      fresh_at: all.map((node) => 1_767_000_000 + node),
      ...{ has_contract: all.map(() => 0 as const), more_up: all.map(() => 0), more_down: all.map(() => 0) },
    },
    arrows: { from: [...from], to: [...to] },
    projects: Array.from({ length: projects }, (_, at) => ({
      id: at + 1,
      name: `Project ${at}`,
      environment_id: at + 1,
      is_readable: true,
    })),
    ...{ compared: [], named_count: count },
    is_cut: false,
    problems: [],
  };
}
