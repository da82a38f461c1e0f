/** `npm run dev`: the server rebuilt and restarted on change, and the web by Vite with hot reload in front of it. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { build } from './builders.mjs';
import { buildIfNeeded, installDependencies, requireNode, requirePython, root, say, tool } from './prepare.mjs';

requireNode();
requirePython();
installDependencies();
await buildIfNeeded(['server', 'web']);

let server = null;
let timer = null;
startServer();
spawn(tool('vite'), ['apps/web'], { cwd: root, stdio: 'inherit' });
for (const room of ['base', 'host', 'dbt', 'wire', 'engine', 'domain', 'surface', 'apps/server']) {
  watch(join(root, room), { recursive: true }, (_event, name) => {
    if (!name?.endsWith('.ts') || name.endsWith('.test.ts') || name.includes('dist')) return;
    clearTimeout(timer);
    timer = setTimeout(restart, 200);
  });
}

function startServer() {
  server = spawn(process.execPath, [join(root, 'scripts/start.mjs')], { cwd: root, stdio: 'inherit' });
}

/** The old one must be gone before the new one may have the home. */
async function restart() {
  say('rebuilding the server');
  try {
    await build.server.make();
  } catch {
    return;
  }
  server.once('exit', startServer);
  server.kill('SIGTERM');
}
