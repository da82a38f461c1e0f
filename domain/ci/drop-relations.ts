/** Drops what it is told to in one environment's warehouse, by dbt itself: every adapter knows how, and enters as the environment does. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Id } from '@weft/base/id';
import { renderProfile } from '@weft/dbt/profiles/render-profile';
import { openEngines } from '@weft/engine/core/open-engines';
import { runDbt } from '@weft/engine/core/run-step';
import { provisionVenv, type Venv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment, systemEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { createScrubber } from '@weft/host/scrub';
import type { OpenTarget } from '../connections/open-target.ts';
import type { Environment } from '../projects/model.ts';
import { openRunVariables } from '../runs/run-variables.ts';
import type { PlannedItem } from './decide-clean-up.ts';
import { dropProject, readSaid } from './drop-macro.ts';

export interface DropEnd {
  readonly item: PlannedItem;
  readonly outcome: 'dropped' | 'gone' | 'kept' | 'failed';
  readonly message: string | null;
}

export interface DropInput {
  readonly environment: Environment;
  readonly target: OpenTarget;
  /** Whose variables the extended attributes may read. */
  readonly jobId: Id<'job'>;
  readonly items: readonly PlannedItem[];
  /** A name for its folder. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly onEnd: (end: DropEnd) => Promise<void>;
}

/** An argument of a process has a limit of its own. */
const itemsAtOnce = 100;
const limitMilliseconds = 10 * 60_000;

/**
 * One after the other; one that cannot be dropped is told, and the others go on. In a second turn those that failed are tried once more, since what stood on them may
 * be gone by then. Faults: those of the engine, and of a warehouse that cannot be entered at all.
 */
export async function dropRelations(host: Host, input: DropInput): Promise<void> {
  const { environment, target } = input;
  const folder = join(host.paths.workspaces, input.name);
  const venv = await provisionVenv({
    paths: host.paths,
    engineVersion: environment.dbtVersion,
    adapters: [target.connection.adapter],
    environment: provisioningEnvironment(),
    log: host.log,
  });
  const place = { accountId: environment.accountId, projectId: environment.projectId, environmentId: environment.id, jobId: input.jobId };
  const variables = await openRunVariables(host, place);
  const scrubber = createScrubber([...target.hidden, ...variables.secrets]);
  const engines = await openEngines({ log: host.log, environment: systemEnvironment(), usesParents: false });
  const call = async (items: readonly PlannedItem[]) =>
    dropSome(host, input, { venv, engines, folder, variables: variables.values }, items, (text) => scrubber.scrub(text));
  try {
    await layOut(folder, target);
    const first = await call(input.items);
    // What stands on another was made after it, so one more turn finds it gone.
    const again = first.length === 0 || first.length === input.items.length ? first : await call(first.map(({ item }) => item));
    for (const end of again) await input.onEnd(end);
  } finally {
    await engines.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function layOut(folder: string, target: OpenTarget): Promise<void> {
  const { output } = target.describe({ schema: null, threads: 1 });
  await mkdir(join(folder, 'project', 'macros'), { recursive: true });
  await mkdir(join(folder, 'profiles'), { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(dropProject)) await writeFile(join(folder, 'project', name), text);
  const profile = renderProfile({ profileName: 'weft', targetName: 'clean_up', output, over: target.over });
  await writeFile(join(folder, 'profiles', 'profiles.yml'), profile, { mode: 0o600 });
  if (target.duckdbPath !== null) await mkdir(dirname(target.duckdbPath), { recursive: true });
}

interface Called {
  readonly venv: Venv;
  readonly engines: Awaited<ReturnType<typeof openEngines>>;
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Answers those that failed; of all others the end has been told. A macro cannot catch an error, so each one that fails ends a call and the next begins behind it. */
async function dropSome(
  host: Host,
  input: DropInput,
  called: Called,
  items: readonly PlannedItem[],
  scrub: (text: string) => string,
): Promise<DropEnd[]> {
  const failed: DropEnd[] = [];
  let left = items.slice();
  while (left.length > 0) {
    if (input.signal.aborted) break;
    const some = left.slice(0, itemsAtOnce);
    const heard = await invoke(input, called, some);
    for (const [position, word] of heard.words) {
      const item = some[position];
      if (item && word !== 'begun') await input.onEnd(endOf(item, word));
    }
    if (heard.error === null) {
      left = left.slice(some.length);
      continue;
    }
    const at = heard.lastBegun;
    const broken = at === null ? undefined : some[at];
    const message = scrub(heard.error);
    // Nothing was begun: the warehouse cannot be entered, or dbt does not start; every other would end the same way.
    if (broken === undefined || at === null) {
      host.log.warn('clean_up.not_entered', { environmentId: input.environment.id, reason: message });
      return [...failed, ...left.map((item) => ({ item, outcome: 'failed' as const, message }))];
    }
    failed.push(whenRefused(broken, message));
    left = left.slice(at + 1);
  }
  return failed;
}

function endOf(item: PlannedItem, word: 'dropped' | 'gone' | 'not_empty'): DropEnd {
  if (word === 'not_empty') return { item, outcome: 'kept', message: 'It holds something that no CI run of Weft made.' };
  return { item, outcome: word, message: word === 'gone' ? 'It was not there any more.' : null };
}

/** A warehouse that refuses because of what depends on it protects somebody: that is no failure of ours. */
function whenRefused(item: PlannedItem, message: string): DropEnd {
  const isProtected = /depend(s|ent|encies|ency)?\b|not empty|contains|still in use/i.test(message);
  return { item, outcome: isProtected ? 'kept' : 'failed', message };
}

async function invoke({ target, signal }: DropInput, { venv, engines, folder, variables }: Called, items: readonly PlannedItem[]) {
  const words = new Map<number, 'begun' | 'dropped' | 'gone' | 'not_empty'>();
  let lastBegun: number | null = null;
  const given = items.map(({ kind, database, schema, identifier }, position) => ({ position, kind, database, schema, identifier }));
  const end = await runDbt({
    engines,
    venv,
    argv: ['run-operation', 'weft_clean_up', '--args', JSON.stringify({ items: given })],
    cwd: join(folder, 'project'),
    system: systemEnvironment(),
    variables: { ...variables, ...target.describe({ schema: null, threads: 1 }).variables },
    profilesDir: join(folder, 'profiles'),
    publicationsDir: null,
    home: join(folder, 'home'),
    onLine: () => {},
    onEvent: (event) => {
      const said = readSaid(event.message);
      if (said === null) return;
      words.set(said.position, said.word);
      if (said.word === 'begun') lastBegun = said.position;
    },
    signal,
    timeoutMilliseconds: limitMilliseconds,
    graceMilliseconds: 5_000,
  });
  const error = end.outcome === 'success' ? null : (end.lastError ?? `dbt ended: ${end.outcome}`);
  const isLastDone: boolean = lastBegun !== null && words.get(lastBegun) !== 'begun';
  return { words, lastBegun: isLastDone ? null : lastBegun, error };
}
