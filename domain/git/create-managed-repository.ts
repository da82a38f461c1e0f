/** Makes a project's repository: bare, under Weft's home, with a first commit. */
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import { getProject } from '../projects/get-project.ts';
import { commitTo } from './commit-folder.ts';
import { repositoryFolder } from './find-repository.ts';
import type { Repository } from './model.ts';
import { runGit } from './run-git.ts';
import { dbtNameFor, starterProject } from './starter-project.ts';
import { insertRepository } from './store.ts';

const defaultBranch = 'main';

export interface NewRepository {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly name: string;
  /** What the first commit holds; without it, a starter project. */
  readonly folder?: string;
}

/** Faults: invalid `repository.name_invalid`; not_found `project.not_found`; conflict `repository.already_there`; unavailable `git.failed`, `tool.missing`. */
export async function createManagedRepository(host: Host, input: NewRepository): Promise<Repository> {
  const name = input.name.trim();
  if (name === '' || name.length > 255)
    throw new Fault('invalid', 'repository.name_invalid', 'A repository needs a name of at most 255 characters.');
  const project = await getProject(host, input.accountId, input.projectId);
  const at = host.clock.now();
  await mkdir(host.paths.repositories, { recursive: true });
  const unfinished = await mkdtemp(join(host.paths.repositories, '.new-'));
  try {
    const bare = join(unfinished, 'repository.git');
    await runGit(['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, bare], { cwd: unfinished });
    const content = join(unfinished, 'content');
    if (input.folder === undefined) await writeFiles(content, starterProject(project.dbtProjectName ?? dbtNameFor(project.name)));
    // A link inside the folder must not become one to where the folder lies now.
    else await cp(input.folder, content, { recursive: true, verbatimSymlinks: true });
    const first = await commitTo(bare, defaultBranch, { folder: content, message: 'Initial commit', at });
    const { accountId, projectId } = input;
    return await host.database.transaction(async (tx) => {
      const made = await insertRepository(tx, {
        ...{ accountId, projectId, name, defaultBranch, createdAt: at, updatedAt: at },
        branches: { [defaultBranch]: first.sha },
      });
      // A copy and not a move, since a transaction may be tried again; a folder whose row was rolled back is never asked for.
      await cp(bare, `${repositoryFolder(host, made.id)}.unfinished`, { recursive: true });
      await rename(`${repositoryFolder(host, made.id)}.unfinished`, repositoryFolder(host, made.id));
      return made;
    });
  } catch (error) {
    if (uniqueViolation(error) !== null)
      throw new Fault('conflict', 'repository.already_there', `The project ${project.name} has a repository already.`);
    throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
