/** The lint step: sqlfluff over the SQL files that a pull request changes, and what it found. */
import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { DbtProject } from '@weft/dbt/project/read-project';
import { type Finding, lintProject } from '@weft/engine/core/lint-project';
import { provisionVenv } from '@weft/engine/venv/provision-venv';
import { lintRequirements } from '@weft/engine/venv/track-table';
import { provisioningEnvironment, provisioningSecrets, systemEnvironment } from '@weft/host/config';
import { findInside } from '@weft/host/inside-folder';
import { createScrubber } from '@weft/host/scrub';
import { changedPaths, mergeBase } from '../git/compare-commits.ts';
import type { StepResult } from './carry-out-step.ts';
import { stepSucceeded } from './carry-out-step.ts';
import type { DbtFrame } from './invoke-dbt.ts';
import type { PlannedStep } from './plan-steps.ts';
import { platformVariables } from './platform-variables.ts';
import { fallbackProfile } from './prepare-engine.ts';
import type { StepLog } from './step-log.ts';
import { replaceFindings } from './store-lint.ts';

/** More than anybody reads; the log says that there are more. */
export const findingsMax = 2_000;

/** Faults: those of `provisionVenv`. */
export async function lintFiles(frame: DbtFrame, { index }: PlannedStep, log: StepLog): Promise<StepResult> {
  const { host, run, stop, scrub } = frame;
  const files = await filesToLint(frame, log);
  if (files.length === 0) {
    log.say('No SQL file of this project is changed, so there is nothing to lint.');
    return stepSucceeded;
  }
  log.say(`Changed: ${files.join(', ')}`);
  const end = await lint(frame, files, log);
  if (stop.signal.aborted) return { failure: 'It was stopped.', exitCode: end.exitCode, invocationId: null };
  const findings = end.findings.map((finding) => ({ ...finding, message: scrub(finding.message) }));
  await replaceFindings(host.database.db, { runId: run.id, stepIndex: index }, findings.slice(0, findingsMax));
  for (const line of sayFindings(files, findings)) log.say(line);
  const { exitCode } = end;
  if (end.error !== null) return { failure: `The files could not be linted: ${scrub(end.error)}`, exitCode, invocationId: null };
  const errors = findings.filter(({ isWarning }) => !isWarning);
  return { failure: errors.length === 0 ? null : sayCount(errors), exitCode, invocationId: null };
}

/**
 * What the commit changes since it left the branch of its environment, which is the one that its pull request goes into.
 * Macros are no SQL before dbt has rendered them into something, and packages are other people's.
 */
async function filesToLint({ host, site, project }: DbtFrame, log: StepLog): Promise<readonly string[]> {
  const { repository, environment, folders } = site;
  const branch = environment.customBranch ?? repository.defaultBranch;
  const base = await mergeBase(host, repository.id, { from: branch, to: project.sha });
  log.say(
    base === null
      ? `Compared with branch ${branch}, which has no commit in common with this one`
      : `Compared with commit ${base.slice(0, 12)}, where this one left branch ${branch}`,
  );
  const paths = await changedPaths(host, repository.id, { from: base ?? branch, to: project.sha });
  const within = relative(await realpath(folders.checkout), project.folder);
  const inProject = within === '' ? paths : paths.flatMap((path) => (path.startsWith(`${within}/`) ? [path.slice(within.length + 1)] : []));
  const sql = inProject.filter((path) => isLinted(path, project.dbtProject));
  // What the pull request removes is among them.
  const there = await Promise.all(sql.map((path) => findInside(folders.checkout, join(project.folder, path))));
  return sql.filter((_, at) => there[at] !== null);
}

export function isLinted(
  path: string,
  { modelPaths, snapshotPaths, testPaths, analysisPaths }: Pick<DbtProject, 'modelPaths' | 'snapshotPaths' | 'testPaths' | 'analysisPaths'>,
): boolean {
  if (!path.endsWith('.sql')) return false;
  const folders = [...modelPaths, ...snapshotPaths, ...testPaths, ...analysisPaths].map((folder) => folder.replace(/^\.\/|\/+$/g, ''));
  return folders.some((folder) => path.startsWith(`${folder}/`)) && !testPaths.some((folder) => path.startsWith(`${folder}/generic/`));
}

async function lint(frame: DbtFrame, files: readonly string[], log: StepLog) {
  const { host, run, stop, engines, project, site } = frame;
  const hidden = createScrubber(provisioningSecrets());
  const venv = await provisionVenv({
    paths: host.paths,
    engineVersion: frame.venv.coreVersion,
    adapters: [site.target.connection.adapter],
    extras: lintRequirements,
    environment: provisioningEnvironment(),
    log: host.log,
    onProgress: (line) => log.say(hidden.scrub(line)),
  });
  return lintProject({
    ...{ venv, pluginPath: engines.pluginPath, adapter: site.target.connection.adapter, files },
    ...{ projectFolder: project.folder, profileName: project.dbtProject.profile ?? fallbackProfile, targetName: run.plan.targetName },
    system: systemEnvironment(),
    variables: {
      ...site.variables,
      ...platformVariables(run, site.environment),
      ...site.target.describe({ schema: null, threads: run.plan.threads }).variables,
    },
    profilesDir: site.folders.profiles,
    publicationsDir: project.dbtProject.projects.length > 0 ? site.folders.publications : null,
    home: site.folders.home,
    scratch: join(site.folders.whole, 'lint'),
    onLine: (line) => log.say(line),
    signal: stop.signal,
  });
}

function sayFindings(files: readonly string[], findings: readonly Finding[]): readonly string[] {
  const lines = findings
    .slice(0, findingsMax)
    .map(
      ({ path, line, column, rule, ruleName, message, isWarning }) =>
        `${path}:${line}:${column} ${rule}${ruleName === '' ? '' : ` (${ruleName})`}${isWarning ? ', a warning' : ''}: ${message}`,
    );
  if (findings.length > findingsMax) lines.push(`… and ${findings.length - findingsMax} more`);
  const clean = files.length - new Set(findings.map(({ path }) => path)).size;
  return [...lines, `${files.length} linted, ${clean} of them without a finding.`];
}

function sayCount(errors: readonly Finding[]): string {
  const files = new Set(errors.map(({ path }) => path)).size;
  const [first] = errors;
  const example = first === undefined ? '' : `, the first in ${first.path}, line ${first.line}: ${first.message}`;
  return `Linting found ${errors.length} ${errors.length === 1 ? 'problem' : 'problems'} in ${files} ${files === 1 ? 'file' : 'files'}${example}`;
}
