/** What a project says of how dbt compares states: a behaviour flag in dbt_project.yml. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompareOptions } from '@weft/dbt/state/compared-fields';

/** Looked for by its own line: the file was read and found good when it was checked out. */
const flag = /^\s+state_modified_compare_more_unrendered_values:\s*(true|yes|on)\s*(#.*)?$/im;

export async function compareOptionsOf(projectFolder: string): Promise<CompareOptions> {
  const text = await readFile(join(projectFolder, 'dbt_project.yml'), 'utf8').catch(() => '');
  return { comparesMoreUnrendered: flag.test(text) };
}
