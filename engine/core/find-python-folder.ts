/** Finds the repository's `python/` folder, from the sources as well as from a bundle of them. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface PythonFolder {
  /** Started by the venv's Python: forks a child per dbt command. */
  readonly parentScript: string;
  /** The dbt command without a parent. */
  readonly plainScript: string;
  /** sqlfluff, for a venv that has it. */
  readonly lintScript: string;
  /** For PYTHONPATH: holds our dbt plugin and nothing else, so that the venv stays as published. */
  readonly pluginPath: string;
}

export function findPythonFolder(start: string = import.meta.dirname): PythonFolder {
  for (let folder = start; ; folder = dirname(folder)) {
    const parentScript = join(folder, 'python', 'weft_engine', 'parent.py');
    if (existsSync(parentScript)) {
      return {
        parentScript,
        plainScript: join(folder, 'python', 'weft_engine', 'plain.py'),
        lintScript: join(folder, 'python', 'weft_engine', 'lint.py'),
        pluginPath: join(folder, 'python', 'weft_mesh', 'src'),
      };
    }
    if (folder === dirname(folder)) throw new Error(`no folder above ${start} has python/weft_engine/parent.py`);
  }
}
