/** `npm start`: everything from a fresh clone to a serving Weft; the second time it only serves. */
import { buildIfNeeded, installDependencies, requireNode, requirePython, root } from './prepare.mjs';

requireNode();
requirePython();
installDependencies();
await buildIfNeeded(['server', 'web']);
const { main } = await import(`${root}/apps/server/dist/main.js`);
await main(root);
