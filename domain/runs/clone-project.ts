/** The first step: puts the commit into the workspace, and reads what kind of dbt project it is. */
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import { type DbtProject, readProject } from '@weft/dbt/project/read-project';
import { findInside, readTextInside } from '@weft/host/inside-folder';
import { checkOut } from '../git/check-out.ts';
import { refreshRepository } from '../git/refresh-repository.ts';
import { bindDbtProjectName } from '../projects/change-project.ts';
import type { StepFrame } from './carry-out-step.ts';
import type { RunSite } from './run-site.ts';
import type { StepLog } from './step-log.ts';
import { updateRunFacts } from './store.ts';

export interface ClonedProject {
  /** Where dbt_project.yml is. */
  readonly folder: string;
  /** 40 hex digits. */
  readonly sha: string;
  readonly dbtProject: DbtProject;
}

/** A sha before a branch before the environment's branch. Faults: those of `refreshRepository` and `checkOut`; invalid `run.project_missing`; conflict `project.dbt_name_mismatch`, `project.dbt_name_taken`. */
export async function cloneProject({ host, run }: StepFrame, site: RunSite, log: StepLog): Promise<ClonedProject> {
  const { gitSha, gitBranch } = run.trigger;
  const repository = await refreshRepository(host, site.repository, gitSha);
  if (repository.remoteUrl !== null) log.say(`Fetched ${repository.remoteUrl}`);
  const branch = gitBranch ?? site.environment.customBranch ?? repository.defaultBranch;
  const commit = await checkOut(host, site.repository.id, { ref: gitSha ?? branch, folder: site.folders.checkout });
  log.say(`Checked out ${gitSha === null ? `branch ${branch}` : 'commit'} at ${commit.sha.slice(0, 12)}: ${commit.message}`);
  await updateRunFacts(host.database.db, run.id, { gitSha: commit.sha, gitBranch: gitSha === null || gitBranch !== null ? branch : null });
  const folder = await findProjectFolder(site);
  const dbtProject = await readDbtProject(site, folder, log);
  log.say(`dbt project ${dbtProject.name}`);
  // So that the mesh knows the project by its name from its first run on, and nobody runs another project under this one.
  await host.database.transaction((tx) => bindDbtProjectName(tx, site.project, dbtProject.name, host.clock.now()));
  return { folder, sha: commit.sha, dbtProject };
}

/** A link of the repository may lead to another folder of it, but not out of it. */
async function findProjectFolder({ project, environment, folders }: RunSite): Promise<string> {
  const subdirectory = environment.dbtProjectSubdirectory ?? project.dbtProjectSubdirectory ?? '';
  const folder = await findInside(folders.checkout, join(folders.checkout, subdirectory));
  if (folder !== null) return folder;
  throw new Fault(
    'invalid',
    'run.project_missing',
    `The repository has no folder ${subdirectory} inside it, where the project is said to be.`,
  );
}

/** More than any project file has; they are parsed in one go. */
const projectFileBytesMax = 4 * 1024 * 1024;

/** What is wrong but does not keep dbt from running is only told. */
async function readDbtProject({ folders }: RunSite, folder: string, log: StepLog): Promise<DbtProject> {
  const read = (name: string) => readTextInside(folders.checkout, join(folder, name), projectFileBytesMax);
  const { value, problems } = readProject({
    'dbt_project.yml': await read('dbt_project.yml'),
    'dependencies.yml': await read('dependencies.yml'),
    'packages.yml': await read('packages.yml'),
  });
  const told = problems.map((problem) => `${problem.file}:${problem.line}: ${problem.message} ${problem.mend}`);
  if (value === null) throw new Fault('invalid', 'run.project_missing', told.join('\n'));
  for (const line of told) log.say(line);
  return value;
}
