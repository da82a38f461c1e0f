/** Tries a connection as a run would use it: the adapter's real `dbt debug`, in the engine that a run would have. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault, messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { renderProfile } from '@weft/dbt/profiles/render-profile';
import { openEngines } from '@weft/engine/core/open-engines';
import { runDbt } from '@weft/engine/core/run-step';
import { provisionVenv, type Venv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment, provisioningSecrets, systemEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { createScrubber } from '@weft/host/scrub';
import { adviseFailure } from './advise-failure.ts';
import type { OpenTarget } from './open-target.ts';
import { insertTest, selectLastTests, selectTest, updateTest } from './store-tests.ts';
import type { Advice, ConnectionTest, TestStep } from './test-model.ts';

/** `label`: for people. */
export interface TestAsker {
  readonly label: string;
  readonly userId: Id<'user'> | null;
  readonly serviceTokenId: Id<'serviceToken'> | null;
}

export interface TestInput {
  readonly accountId: Id<'account'>;
  /** Where credentials of a project are tried; null: of no project. */
  readonly projectId: Id<'project'> | null;
  readonly asker: TestAsker;
  readonly target: OpenTarget;
  /** null: what was entered is not saved. */
  readonly connectionId: Id<'connection'> | null;
  readonly credentialId: Id<'credential'> | null;
  /** A release track or a version. */
  readonly engineVersion: string;
  /** The environment's own, which extended attributes may use. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What of them is taken out of everything that is told. */
  readonly secrets?: readonly string[];
  /** The key that waits to be adopted, where it is what is tried. */
  readonly credentialKeyId?: Id<'credentialKey'>;
}

/** A warehouse that wakes up may take a minute. */
const limitMilliseconds = 90_000;
/** Longer than an engine's installation and the limit together: whoever did it has died. */
const lostMilliseconds = 20 * 60_000;

/** The test goes on after the answer; `ended` never rejects. */
export async function beginTest(
  host: Host,
  input: TestInput,
): Promise<{ readonly test: ConnectionTest; readonly ended: Promise<ConnectionTest> }> {
  const { accountId, projectId, connectionId, credentialId, credentialKeyId = null, asker } = input;
  const { label: askedBy, userId, serviceTokenId } = asker;
  const test = await insertTest(host.database.db, {
    ...{ accountId, projectId, connectionId, credentialId, credentialKeyId },
    ...{ askedBy, userId, serviceTokenId, createdAt: host.clock.now() },
  });
  return { test, ended: carryOut(host, input, test) };
}

/** Faults: not_found `connection_test.not_found`. */
export async function getTest(host: Host, accountId: Id<'account'>, testId: Id<'connectionTest'>): Promise<ConnectionTest> {
  const found = await selectTest(host.database.db, accountId, testId);
  if (!found) throw new Fault('not_found', 'connection_test.not_found', `There is no test ${testId} of a connection in this account.`);
  const age = host.clock.now().getTime() - found.createdAt.getTime();
  if (found.state !== 'running' || age < lostMilliseconds) return found;
  return { ...found, state: 'failed', detail: 'Weft was stopped while it tried. Test again.' };
}

export function listLastTests(host: Host, accountId: Id<'account'>): Promise<ConnectionTest[]> {
  return selectLastTests(host.database.db, accountId);
}

async function carryOut(host: Host, input: TestInput, test: ConnectionTest): Promise<ConnectionTest> {
  const { target } = input;
  const scrubber = createScrubber([...target.hidden, ...(input.secrets ?? []), ...provisioningSecrets()]);
  const steps = new TestSteps(host, test.id, (text) => scrubber.scrub(text));
  const end = await attempt(host, input, test, steps).catch((error: unknown) => {
    if (!(error instanceof Fault)) host.log.error('connection.test_broke', { testId: test.id, reason: scrubber.scrub(messageOf(error)) });
    return { detail: messageOf(error), advice: null };
  });
  const state = end === null ? 'succeeded' : 'failed';
  await steps.end(state);
  const detail = end === null ? null : scrubber.scrub(end.detail).slice(0, 20_000);
  const advice = end?.advice ?? null;
  const change = { state, detail, advice, finishedAt: host.clock.now() } as const;
  await updateTest(host.database.db, test.id, change).catch((error: unknown) =>
    host.log.warn('connection.test_not_kept', { testId: test.id, reason: messageOf(error) }),
  );
  return { ...test, ...change, steps: steps.all };
}

interface Failure {
  readonly detail: string;
  readonly advice: Advice | null;
}

/** null: it works. */
async function attempt(host: Host, input: TestInput, test: ConnectionTest, steps: TestSteps): Promise<Failure | null> {
  const { target } = input;
  const { adapter } = target.connection;
  steps.begin('Engine', `Getting dbt with dbt-${adapter} ready`);
  const venv = await provisionVenv({
    paths: host.paths,
    engineVersion: input.engineVersion,
    adapters: [adapter],
    environment: provisioningEnvironment(),
    log: host.log,
    onProgress: (line) => steps.say(line),
  });
  steps.say(`dbt Core ${venv.coreVersion} with dbt-${adapter}`);
  steps.begin('Connection', `Connecting to ${target.say({ schema: null, threads: 1 })}`);
  const folder = join(host.paths.workspaces, `connection-test-${test.id}`);
  try {
    return await debug(host, input, venv, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function debug(host: Host, { target, variables = {} }: TestInput, venv: Venv, folder: string): Promise<Failure | null> {
  const described = target.describe({ schema: null, threads: 1 });
  const profile = renderProfile({ profileName: 'weft', targetName: 'test', output: described.output, over: target.over });
  await mkdir(join(folder, 'project'), { recursive: true });
  await mkdir(join(folder, 'profiles'), { mode: 0o700 });
  await writeFile(join(folder, 'project', 'dbt_project.yml'), 'name: weft_connection_test\nversion: "1.0"\nprofile: weft\n');
  await writeFile(join(folder, 'profiles', 'profiles.yml'), profile, { mode: 0o600 });
  if (target.duckdbPath !== null) await mkdir(dirname(target.duckdbPath), { recursive: true });
  // Without a parent: a test is rare, and an adapter that hangs must not hold up runs.
  const engines = await openEngines({ log: host.log, environment: systemEnvironment(), usesParents: false });
  const lines: string[] = [];
  try {
    const end = await runDbt({
      engines,
      venv,
      argv: ['debug', '--connection'],
      cwd: join(folder, 'project'),
      system: systemEnvironment(),
      variables: { ...variables, ...described.variables },
      profilesDir: join(folder, 'profiles'),
      publicationsDir: null,
      home: join(folder, 'home'),
      onLine: ({ level, text }) => {
        if (level !== 'debug') lines.push(text);
      },
      signal: new AbortController().signal,
      timeoutMilliseconds: limitMilliseconds,
      graceMilliseconds: 2_000,
    });
    if (end.outcome === 'success') return null;
    const said = end.outcome === 'timed_out' ? `It timed out: no answer within ${limitMilliseconds / 1000} s.` : wordsOf(lines);
    return { detail: said, advice: adviseFailure(target.connection.adapter, said) };
  } finally {
    await engines.close();
  }
}

/** What the adapter itself said stands after a sentence of dbt's own; without it, all that was said. */
export function wordsOf(lines: readonly string[]): string {
  const all = lines.map((line) => line.replace(/^\d\d:\d\d:\d\d\s{1,2}/, '')).join('\n');
  const found = /returned the following error:\s*([\s\S]*?)(?:\n\s*Check your database credentials|$)/.exec(all);
  return (found?.[1] ?? all).replace(/^\s*>/, '').trim();
}

/** The steps as a page that waits sees them; what is said faster than it can be kept is passed over. */
class TestSteps {
  all: TestStep[] = [];
  readonly #host: Host;
  readonly #testId: Id<'connectionTest'>;
  readonly #scrub: (text: string) => string;
  #isDirty = false;
  #keeping: Promise<void> | null = null;

  constructor(host: Host, testId: Id<'connectionTest'>, scrub: (text: string) => string) {
    this.#host = host;
    this.#testId = testId;
    this.#scrub = scrub;
  }

  begin(name: string, text: string): void {
    this.all = [...this.all.map((step) => ({ ...step, state: 'succeeded' as const })), { name, state: 'running', text: this.#scrub(text) }];
    this.#keep();
  }

  say(text: string): void {
    this.all = this.all.map((step, index) => (index === this.all.length - 1 ? { ...step, text: this.#scrub(text).slice(0, 2_000) } : step));
    this.#keep();
  }

  async end(state: 'succeeded' | 'failed'): Promise<void> {
    this.all = this.all.map((step, index) => (index === this.all.length - 1 ? { ...step, state } : step));
    this.#keep();
    await this.#keeping;
  }

  #keep(): void {
    this.#isDirty = true;
    this.#keeping ??= this.#keepAll().finally(() => {
      this.#keeping = null;
    });
  }

  async #keepAll(): Promise<void> {
    while (this.#isDirty) {
      this.#isDirty = false;
      await updateTest(this.#host.database.db, this.#testId, { steps: this.all }).catch((error: unknown) =>
        this.#host.log.warn('connection.test_not_kept', { testId: this.#testId, reason: messageOf(error) }),
      );
    }
  }
}
