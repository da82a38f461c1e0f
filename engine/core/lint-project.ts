/** Runs sqlfluff over files of a dbt project, rendered by dbt itself, and reads what it found. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '@weft/base/json';
import { startChild, stopGroup } from '@weft/host/process';
import { readLines } from '@weft/host/read-lines';
import { z } from 'zod';
import { stripAnsi } from '../events/strip-ansi.ts';
import type { Venv } from '../venv/provision-venv.ts';
import type { AdapterName } from '../venv/track-table.ts';
import { childEnvironment } from './child-environment.ts';
import { findPythonFolder } from './find-python-folder.ts';

export interface LintInput {
  /** With `lintRequirements` in it. */
  readonly venv: Venv;
  readonly pluginPath: string;
  readonly adapter: AdapterName;
  readonly projectFolder: string;
  /** Relative to the project's folder. */
  readonly files: readonly string[];
  readonly profileName: string;
  readonly targetName: string;
  readonly system: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly profilesDir: string;
  readonly publicationsDir: string | null;
  /** `~` of the linter. A configuration file in a folder between it and the project counts too. */
  readonly home: string;
  /** For what the linter and dbt write meanwhile; made and removed. */
  readonly scratch: string;
  readonly onLine: (line: string) => void | Promise<void>;
  readonly signal: AbortSignal;
}

export interface Finding {
  /** Relative to the project's folder. */
  readonly path: string;
  /** From 1, both. */
  readonly line: number;
  readonly column: number;
  /** Such as `LT01`; `PRS` and `TMP` are of files that could not be parsed or rendered. */
  readonly rule: string;
  /** Such as `layout.spacing`. */
  readonly ruleName: string;
  readonly message: string;
  /** The project's configuration counts this rule as a warning only. */
  readonly isWarning: boolean;
}

export interface LintEnd {
  readonly exitCode: number | null;
  readonly findings: readonly Finding[];
  /** It did not get as far as linting; null: it did. */
  readonly error: string | null;
}

const dialects: Readonly<Record<AdapterName, string>> = {
  ...{ duckdb: 'duckdb', postgres: 'postgres', redshift: 'redshift', snowflake: 'snowflake', bigquery: 'bigquery' },
  ...{ databricks: 'databricks', trino: 'trino', spark: 'sparksql' },
};

/** One command line has room for so many names; more are linted in several goes. */
const filesAtOnce = 1_000;
const lineLengthMax = 4_000;

const violationSchema = z.object({
  start_line_no: z.number().int(),
  start_line_pos: z.number().int(),
  code: z.string(),
  description: z.string(),
  name: z.string().default(''),
  warning: z.boolean().default(false),
});
const outputSchema = z.array(z.object({ filepath: z.string(), violations: z.array(violationSchema) }));

/** Faults: those of starting a process. What sqlfluff finds, and that it fails, are answers. */
export async function lintProject(input: LintInput): Promise<LintEnd> {
  await mkdir(input.scratch, { recursive: true });
  try {
    const forced = await writeConfiguration(input);
    const findings: Finding[] = [];
    let exitCode: number | null = 0;
    for (let at = 0; at < input.files.length; at += filesAtOnce) {
      const end = await lint(input, forced, input.files.slice(at, at + filesAtOnce));
      if (end.error !== null) return { ...end, findings: [...findings, ...end.findings] };
      findings.push(...end.findings);
      exitCode = Math.max(exitCode ?? 0, end.exitCode ?? 0);
    }
    return { exitCode, findings, error: null };
  } finally {
    await rm(input.scratch, { recursive: true, force: true });
  }
}

/** What the project says of dialect, templater and rules goes before the file at `~`; where dbt finds its project and profile is said by Weft alone. */
async function writeConfiguration({
  home,
  scratch,
  adapter,
  projectFolder,
  profilesDir,
  profileName,
  targetName,
}: LintInput): Promise<string> {
  await mkdir(home, { recursive: true });
  await writeFile(join(home, '.sqlfluff'), `[sqlfluff]\ndialect = ${dialects[adapter]}\ntemplater = dbt\n`);
  const forced = join(scratch, 'forced.cfg');
  const where = { project_dir: projectFolder, profiles_dir: profilesDir, profile: profileName, target: targetName, target_path: scratch };
  const lines = Object.entries(where).map(([name, value]) => `${name} = ${value}`);
  await writeFile(forced, ['[sqlfluff:templater:dbt]', ...lines, ''].join('\n'));
  return forced;
}

async function lint(input: LintInput, forced: string, files: readonly string[]): Promise<LintEnd> {
  const { venv, projectFolder, scratch, signal } = input;
  const output = join(scratch, 'findings.json');
  await rm(output, { force: true });
  const options = ['--config', forced, '--format', 'json', '--write-output', output, '--nocolor', '--disable-progress-bar'];
  // Its stdin stays open: it ends when nobody holds the other end any more, as when Weft is killed.
  const child = await startChild(venv.python, ['-X', 'utf8', findPythonFolder().lintScript, 'lint', ...options, '--', ...files], {
    cwd: projectFolder,
    env: childEnvironment({ ...input, python: venv.python }),
  });
  const told: string[] = [];
  const listen = async (stream: typeof child.stdout) => {
    for await (const raw of readLines(stream, { lengthMax: lineLengthMax })) {
      const line = stripAnsi(raw);
      if (line.trim() === '') continue;
      told.push(line);
      if (told.length > 20) told.shift();
      await input.onLine(line);
    }
  };
  const stop = () => void stopGroup(child, { interruptMilliseconds: 2_000 });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const listening = Promise.all([listen(child.stdout), listen(child.stderr)]).catch(stop);
  const { code } = await child.exited;
  await listening;
  signal.removeEventListener('abort', stop);
  const findings = readFindings(await readFile(output, 'utf8').catch(() => ''));
  if (findings !== null && (code === 0 || code === 1)) return { exitCode: code, findings, error: null };
  return { exitCode: code, findings: findings ?? [], error: told.join('\n') || `sqlfluff ended with code ${code}.` };
}

/** Null: it wrote none. */
function readFindings(text: string): readonly Finding[] | null {
  const parsed = text === '' ? { value: null } : parseJson(text);
  const read = outputSchema.safeParse('value' in parsed ? parsed.value : null);
  if (!read.success) return null;
  return read.data.flatMap(({ filepath, violations }) =>
    violations.map(({ start_line_no, start_line_pos, code, description, name, warning }) => ({
      ...{
        path: filepath,
        line: start_line_no,
        column: start_line_pos,
        rule: code,
        ruleName: name,
        message: description,
        isWarning: warning,
      },
    })),
  );
}
