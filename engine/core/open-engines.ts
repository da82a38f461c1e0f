/** Starts dbt commands: by a preloaded parent per venv, which it keeps, replaces when it dies, and does without where forking is not safe. */
import type { Log } from '@weft/host/log';
import { signalGroup, startChild } from '@weft/host/process';
import type { Venv } from '../venv/provision-venv.ts';
import { type ChildStreams, openChildStreams } from './child-streams.ts';
import type { DbtProcess, DbtRequest } from './dbt-process.ts';
import { EngineParent, ParentGone } from './engine-parent.ts';
import { findPythonFolder, type PythonFolder } from './find-python-folder.ts';

export interface Engines {
  /** PYTHONPATH for children: our dbt plugin. */
  readonly pluginPath: string;
  /** Begins the command. Its stdin is empty. Faults: those of `startChild`. */
  start(venv: Venv, request: DbtRequest): Promise<DbtProcess>;
  /** Gets the venv's parent ready ahead of its first command; resolves when it is warm, or cannot be. */
  prepare(venv: Venv): Promise<void>;
  /** Stops every child, as by Ctrl-C first. */
  close(): Promise<void>;
}

export interface EnginesOptions {
  readonly log: Log;
  /** `systemEnvironment()`; of it the parents get what finding programs and reading text needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** A parent that nobody has asked for this long ends. */
  readonly idleSeconds?: number;
  /** false: every command pays dbt's start itself. */
  readonly usesParents?: boolean;
}

const startMilliseconds = 60_000;
const parentNames = ['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

export async function openEngines(options: EnginesOptions): Promise<Engines> {
  const python = findPythonFolder();
  const streams = await openChildStreams();
  const pool = new ParentPool(options, python, streams);
  return {
    pluginPath: python.pluginPath,
    start: (venv, request) => pool.start(venv, request),
    prepare: async (venv) => (await pool.parentOf(venv))?.untilWarm(),
    async close() {
      await pool.close();
      await streams.close();
    },
  };
}

/** At most one living parent a venv. */
class ParentPool {
  private readonly options: EnginesOptions;
  private readonly python: PythonFolder;
  private readonly streams: ChildStreams;
  private readonly parents = new Map<string, Promise<EngineParent>>();
  /** Venvs whose commands are started plainly from now on. */
  private readonly plain = new Set<string>();
  private lastId = 0;

  constructor(options: EnginesOptions, python: PythonFolder, streams: ChildStreams) {
    this.options = options;
    this.python = python;
    this.streams = streams;
  }

  async start(venv: Venv, request: DbtRequest): Promise<DbtProcess> {
    // Twice, because a parent may end for want of work just when it is asked.
    for (let attempt = 0; attempt < 2; attempt++) {
      const parent = await this.parentOf(venv);
      if (parent === null) break;
      try {
        return await this.startIn(parent, request);
      } catch (error) {
        if (!(error instanceof ParentGone)) throw error;
        this.options.log.warn('engine.parent_gone', { venv: venv.folder, reason: error.message });
        if (error.isUnfit) break;
      }
    }
    return startPlainly(venv, this.python, request);
  }

  /** null: the venv has none, and its commands are started plainly. */
  async parentOf(venv: Venv): Promise<EngineParent | null> {
    if (this.options.usesParents === false || this.plain.has(venv.folder)) return null;
    const begun = this.parents.get(venv.folder);
    const present = await begun?.catch(() => null);
    if (present?.isAlive) return present;
    if (present?.isUnfit) {
      this.plain.add(venv.folder);
      return null;
    }
    // While this caller waited, another may have begun a new one.
    if (this.parents.get(venv.folder) !== begun) return this.parentOf(venv);
    const parent = this.begin(venv);
    this.parents.set(venv.folder, parent);
    return parent;
  }

  async close(): Promise<void> {
    const parents = await Promise.all([...this.parents.values()].map((parent) => parent.catch(() => null)));
    await Promise.all(parents.map((parent) => parent?.close()));
  }

  private begin(venv: Venv): Promise<EngineParent> {
    const { environment, log, idleSeconds = 600 } = this.options;
    const inherited = parentNames.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]]));
    return EngineParent.start({
      venv,
      python: this.python,
      streams: this.streams,
      log,
      idleSeconds,
      environment: {
        ...Object.fromEntries(inherited),
        HOME: this.streams.folder,
        PYTHONPATH: this.python.pluginPath,
        DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
        DO_NOT_TRACK: '1',
      },
    });
  }

  private async startIn(parent: EngineParent, request: DbtRequest): Promise<DbtProcess> {
    this.lastId += 1;
    const timer = setTimeout(() => parent.kill(), startMilliseconds);
    try {
      return await parent.run(this.lastId, request);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The same command with dbt's whole start. */
async function startPlainly(venv: Venv, python: PythonFolder, { argv, cwd, env }: DbtRequest): Promise<DbtProcess> {
  // Its stdin stays open: the command ends when nobody holds the other end any more.
  const child = await startChild(venv.python, ['-X', 'utf8', python.plainScript, ...argv], { cwd, env: { ...env, WEFT_LIFELINE: '1' } });
  return {
    pid: child.pid,
    stdout: child.stdout,
    stderr: child.stderr,
    exited: child.exited,
    signal: (name) => signalGroup(child.pid, name),
  };
}
