/** `npm run check`: what every change must pass before it is committed: format, lint, types, house, fast tests. */
import { installDependencies, requireNode, run, tool } from './prepare.mjs';

requireNode();
installDependencies();
run(tool('biome'), ['ci', '--error-on-warnings', '.']);
run(tool('tsc'), []);
run(tool('vitest'), ['run', '--project', 'fast']);
