/** The table of what is covered: each operation of the published descriptions, and why the absent ones are. */
import { vendorOnly, vendorOnlyTag } from '@weft/surface/v3/vendor-only';
import { operations, shapeOf } from './official-operations.ts';

const head = `# Coverage of the admin API

Each operation of dbt Cloud's published API descriptions (v2 and v3). "covered": Weft answers it, and \`npm test contract\` holds a success and each refusal against the description. Where an answer differs, [compatibility.md](compatibility.md) says why.

Made by \`npx vitest run --project contract test/contract/coverage.test.ts --update\`; not edited by hand.
`;

/** An operation that nothing answers and no reason is given for says so: that fails. */
export const unexplained = 'absent: NOT YET';

export function coverageTable(): string {
  const states = operations.map(({ name, route, path, method }) => {
    if (route !== null && route.tag !== vendorOnlyTag) return { name, state: 'covered' };
    const only = vendorOnly.find((it) => shapeOf(it.path) === shapeOf(path) && it.methods.some((each) => each.toLowerCase() === method));
    return { name, state: only === undefined ? unexplained : `absent: ${only.reason}` };
  });
  const covered = states.filter(({ state }) => state === 'covered').length;
  const rows = states.map(({ name, state }) => `| \`${name}\` | ${state} |`);
  return [head, `${covered} of ${states.length} operations are covered.\n`, '| operation | |', '|---|---|', ...rows, ''].join('\n');
}
