/** `npm run build`: the server and the web, where their sources have changed. */
import { buildIfNeeded, installDependencies, requireNode } from './prepare.mjs';

requireNode();
installDependencies();
await buildIfNeeded(['server', 'web']);
