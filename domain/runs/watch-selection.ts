/** Follows what a command selects by `state:`: explains it when dbt has parsed, takes out what is no change by a rule, and keeps what dbt selected in the end. */
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { messageOf } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import { hasOption, parseArgvOf, readSelection, withSelection } from '@weft/dbt/command/selection-args';
import { explainSelected, type SelectedNode, type SelectionWords } from '@weft/dbt/state/explain-selected';
import { leaveOut } from '@weft/dbt/state/leave-out';
import type { TwoParts } from '@weft/engine/core/dbt-process';
import type { Host } from '@weft/host/host';
import { type ComparedManifests, compareManifests } from './compare-manifests.ts';
import { compareOptionsOf } from './compare-options.ts';
import { signalRun } from './events.ts';
import { sayUnbuilt } from './find-unbuilt.ts';
import type { HeldRun } from './model.ts';
import type { RunState } from './run-state.ts';
import { type IgnoreRule, ignoredNodes, keepChanges, type Selection, type SelectionSummary, selectionSchema } from './selection.ts';
import { selectIgnoreRules, upsertSelection } from './store-selection.ts';
import { typesSelectedBy } from './types-selected.ts';

export interface WatchedCommand {
  readonly run: HeldRun;
  readonly stepIndex: number;
  /** As the job has it. */
  readonly command: string;
  readonly name: string;
  /** After `dbt`, with all that Weft adds. */
  readonly args: readonly string[];
  readonly projectFolder: string;
  readonly targetFolder: string;
  readonly say: (line: string) => void;
  /** Takes the run's secrets out of whatever is kept of it. */
  readonly scrub: (text: string) => string;
}

interface Told {
  readonly compared: ComparedManifests;
  readonly rules: readonly IgnoreRule[];
  readonly ignored: ReadonlySet<string>;
  /** Null: only dbt can tell. */
  readonly expected: readonly SelectedNode[] | null;
  readonly adjusted: readonly string[] | null;
  readonly notes: readonly string[];
}

export class SelectionWatch {
  readonly #host: Host;
  readonly #state: RunState;
  readonly #command: WatchedCommand;
  #told: Told | null = null;

  constructor(host: Host, state: RunState, command: WatchedCommand) {
    this.#host = host;
    this.#state = state;
    this.#command = command;
  }

  /** For the engine: with the selection known before anything is built. */
  get parts(): TwoParts {
    return { parseArgv: parseArgvOf(this.#command.args), onParsed: () => this.#onParsed().catch((error: unknown) => this.#giveUp(error)) };
  }

  /** `ran`: what dbt has told of nodes, by unique id. Answers whether it is known that nothing was selected. */
  async finish(ran: readonly string[]): Promise<boolean> {
    return this.#finish(ran).catch((error: unknown) => {
      this.#giveUp(error);
      return false;
    });
  }

  /** An explanation that cannot be given is no reason to stop what is explained; dbt says itself what it cannot do. */
  #giveUp(error: unknown): readonly string[] {
    const { run, args, say, scrub } = this.#command;
    this.#host.log.warn('run.selection_unexplained', { runId: run.id, reason: scrub(messageOf(error)) });
    say('What this command selects could not be explained.');
    return args;
  }

  async #finish(ran: readonly string[]): Promise<boolean> {
    // Without a parent that could be forked, the command ran in one part.
    const told = this.#told ?? (await this.#tell(false));
    const { expected } = told;
    const known = new Set(expected?.map(({ uniqueId }) => uniqueId));
    const more = ran.filter((id) => !known.has(id) && told.compared.after.index.nodes.has(id));
    const selected = [
      ...(expected ?? []),
      ...more.map((uniqueId): SelectedNode => ({ uniqueId, because: { kind: 'selector', part: '' } })),
    ];
    await this.#keep(told, selected, true);
    return expected !== null && selected.length === 0;
  }

  async #onParsed(): Promise<readonly string[]> {
    const first = await this.#tell(true);
    const told = { ...first, notes: [...first.notes, ...(await this.#sayUnbuilt(first))] };
    this.#told = told;
    const { expected, ignored, compared } = told;
    const changed = compared.changes.filter(({ selectors }) => selectors.includes('modified')).length;
    this.#command.say(
      `${changed} changed${ignored.size > 0 ? `, ${ignored.size} of them no change by a rule` : ''}, ${expected === null ? 'selection left to dbt' : `${expected.length} selected`}`,
    );
    for (const note of told.notes) this.#command.say(note);
    if (expected?.length === 0) this.#command.say("Nothing in this change affects the project's models.");
    await this.#keep(told, expected ?? [], false);
    return told.adjusted ?? this.#command.args;
  }

  async #sayUnbuilt({ compared, expected }: Told): Promise<readonly string[]> {
    if (expected === null) return [];
    const { run, name, args } = this.#command;
    const selected = new Set(expected.map(({ uniqueId }) => uniqueId));
    return sayUnbuilt(this.#host, run, { name, args, deferral: this.#state.deferral, nodes: compared.after.nodes, selected });
  }

  async #tell(canAdjust: boolean): Promise<Told> {
    const { run, args, name, targetFolder, projectFolder } = this.#command;
    const options = await compareOptionsOf(projectFolder);
    const { manifestFile } = await this.#state.laid;
    const files = { before: manifestFile, after: join(targetFolder, 'manifest.json') };
    const compared = await compareManifests(files, await this.#state.before(), options);
    const rules = await selectIgnoreRules(this.#host.database.db, run.accountId, run.projectId);
    const ignored = canAdjust ? ignoredNodes(compared.changes, rules) : new Set<string>();
    const { after, changes } = compared;
    const words = readSelection(args);
    const state = { nodes: after.nodes, changes, left: ignored, projectName: after.projectName };
    const notes: string[] = [];
    if (!canAdjust && ignoredNodes(changes, rules).size > 0)
      notes.push('The command ran in one part, so no rule could take anything out of it.');
    const leftOut = ignored.size === 0 ? null : leaveOut(state, words.select);
    if (leftOut?.kind === 'too_many')
      notes.push(`${leftOut.count} nodes changed: too many to be named one by one, so rules took nothing out.`);
    const adjusted = leftOut?.kind === 'rewritten' ? withSelection(args, leftOut.words) : null;
    const left = adjusted === null ? new Set<string>() : ignored;
    const expected = expect({ ...state, left }, { ...words, ...indirectOf(args) }, name, args);
    return { compared, rules, ignored: left, expected, adjusted, notes };
  }

  async #keep(told: Told, selected: readonly SelectedNode[], isFinal: boolean): Promise<void> {
    const { run, stepIndex, command, scrub } = this.#command;
    const { compared, ignored, rules, expected, adjusted, notes } = told;
    const nodes = new Map(compared.after.nodes.map((node) => [node.uniqueId, node]));
    const selection: Selection = {
      ...keepChanges(compared.changes, {
        ...{ rules, ignored, scrub, nodeOf: (id) => nodes.get(id) },
        selected: new Set(selected.map(({ uniqueId }) => uniqueId)),
      }),
      selected: selected.map(({ uniqueId, because }) => {
        const node = nodes.get(uniqueId);
        return { uniqueId, because, name: node?.name ?? uniqueId, resourceType: node?.resourceType ?? '' };
      }),
    };
    const summary: SelectionSummary = {
      ...{ command, isFinal, notes, isWhole: expected !== null },
      adjustedCommand: adjusted === null ? null : scrub(`dbt ${adjusted.join(' ')}`).slice(0, 10_000),
      changed: compared.changes.filter(({ selectors }) => selectors.includes('modified')).length,
      ...{ ignored: ignored.size, selected: selected.length, isAllNew: this.#state.deferral.compared.kind === 'missing' },
    };
    const blobKey = `runs/${run.id}/steps/${stepIndex}/selection.json.gz`;
    await this.#host.blobs.put(blobKey, await promisify(gzip)(JSON.stringify(selection)));
    await upsertSelection(this.#host.database.db, run.id, { stepIndex, summary, blobKey, writtenAt: this.#host.clock.now() });
    signalRun(this.#host, { kind: 'step', runId: run.id, stepIndex, state: 'running' });
  }
}

/** What the command will go through, of what is selected. */
function expect(
  state: Parameters<typeof explainSelected>[0],
  words: SelectionWords,
  name: string,
  args: readonly string[],
): readonly SelectedNode[] | null {
  if (hasOption(args, '--resource-type', '--resource-types', '--exclude-resource-type', '--exclude-resource-types', '--selector'))
    return null;
  const types = typesSelectedBy(name);
  const type = new Map(state.nodes.map(({ uniqueId, resourceType }) => [uniqueId, resourceType]));
  const selected = explainSelected(state, words);
  return selected?.filter(({ uniqueId }) => types === null || types.has(type.get(uniqueId) ?? '')) ?? null;
}

function indirectOf(args: readonly string[]): Pick<SelectionWords, 'indirectSelection'> {
  const at = args.indexOf('--indirect-selection');
  const value = at < 0 ? undefined : args[at + 1];
  return value === 'cautious' || value === 'buildable' || value === 'empty' ? { indirectSelection: value } : {};
}

/** As it was kept; null: its blob is gone. */
export async function readSelectionBlob(host: Host, blobKey: string): Promise<Selection | null> {
  const bytes = await host.blobs.read(blobKey);
  if (bytes === null) return null;
  const parsed = parseJson((await promisify(gunzip)(bytes)).toString());
  return 'value' in parsed ? selectionSchema.parse(parsed.value) : null;
}
