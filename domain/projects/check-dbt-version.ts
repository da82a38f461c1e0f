/** Holds the name of a dbt version against those that can run here, and says which one was probably meant. */
import { Fault } from '@weft/base/fault';
import { listEngineChoices, resolveEngineVersion } from '@weft/engine/venv/track-table';

/** Faults: invalid `engine.version_unknown`, `engine.version_not_installable`. */
export function checkDbtVersion(name: string): void {
  try {
    resolveEngineVersion(name);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'engine.version_unknown') throw error;
    throw new Fault(error.kind, error.code, `${error.message} Did you mean "${nearest(name)}"?`);
  }
}

function nearest(name: string): string {
  const asked = name.trim().toLowerCase();
  const choices = listEngineChoices().filter(({ coreVersion }) => coreVersion !== null);
  const [first] = choices.map((choice) => ({ name: choice.name, far: distance(asked, choice.name) })).sort((a, b) => a.far - b.far);
  return first?.name ?? 'latest';
}

/** Letters to put in, take out or change. */
function distance(one: string, other: string): number {
  let row = [...Array(other.length + 1).keys()];
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [column, wanted] of [...other].entries())
      next.push(Math.min((next[column] ?? 0) + 1, (row[column + 1] ?? 0) + 1, (row[column] ?? 0) + (letter === wanted ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
