/** Proposes groups by where models lie: the models of one business domain together, layers that all of them read in none. */
import type { ProjectGraph, ProjectNode } from './project-graph.ts';
import { counted, folderOf, isModel, listNames } from './project-graph.ts';

export interface GroupAdvice {
  readonly name: string;
  /** `grows`: it is there, and these models would join it. */
  readonly state: 'present' | 'grows' | 'new';
  /** Those that would join. */
  readonly added: readonly ProjectNode[];
  /** With those that would join. */
  readonly modelCount: number;
  readonly reason: string;
  /** Refs between models of the project: both ends in the group · its models read others · others read its models. */
  readonly refsInside: number;
  readonly refsToOthers: number;
  readonly refsByOthers: number;
  /** Share of the refs that stay inside, 0 to 1; null: no refs at all. */
  readonly cohesion: number | null;
}

/** Models that stay in no group, and why. */
export interface LeftOut {
  /** Empty: in no folder. */
  readonly folder: string;
  readonly modelCount: number;
  readonly reason: string;
}

export interface GroupsAdvice {
  readonly groups: readonly GroupAdvice[];
  readonly leftOut: readonly LeftOut[];
  /** Each model's group if the advice is followed; a model in none is not there. */
  readonly groupOf: ReadonlyMap<string, string>;
}

export function proposeGroups(graph: ProjectGraph): GroupsAdvice {
  const groupOf = new Map(graph.models.flatMap(({ uniqueId, group }) => (group === null ? [] : [[uniqueId, group] as const])));
  const decisions: Decision[] = [];
  const decide = (decision: Decision | null) => {
    if (decision === null) return;
    decisions.push(decision);
    if (decision.joins !== null) for (const { uniqueId } of decision.models) groupOf.set(uniqueId, decision.joins);
  };
  const folders = gatherFolders(graph.models);
  for (const domain of gatherDomains(folders)) decide(decideDomain(graph, domain));
  // The layer next to the domains first: its group decides who reads the layer below.
  const layers = folders.filter(({ domain }) => domain === null).sort((a, b) => a.depth - b.depth);
  for (const layer of layers) decide(decideLayer(graph, groupOf, layer));
  return { groups: describeGroups(graph, groupOf, decisions), leftOut: decisions.flatMap(describeLeftOut), groupOf };
}

/** About the models of some folders that are in no group yet. */
interface Decision {
  readonly folders: readonly Folder[];
  readonly models: readonly ProjectNode[];
  /** null: they stay in none. */
  readonly joins: string | null;
  readonly reason: string;
}

interface Place {
  readonly folder: string;
  /** null: a layer that serves several. */
  readonly domain: string | null;
  /** How far below the domains a layer lies. */
  readonly depth: number;
}

interface Folder extends Place {
  readonly models: ProjectNode[];
}

/** dbt's own guide to structure has these layers: staging by source, intermediate and marts by business domain. */
const stagingLayers: ReadonlySet<string> = new Set(['staging', 'stg', 'base', 'raw']);
const middleLayers: ReadonlySet<string> = new Set(['intermediate', 'int']);
const lastLayers: ReadonlySet<string> = new Set(['marts', 'mart']);

function placeOf(path: string): Place {
  const [top = '', below] = path.split('/');
  const folder = below === undefined ? top : `${top}/${below}`;
  if (top === '') return { folder: '', domain: null, depth: 0 };
  if (stagingLayers.has(top)) return { folder, domain: null, depth: 2 };
  if (middleLayers.has(top)) return { folder, domain: below ?? null, depth: 1 };
  if (lastLayers.has(top)) return { folder, domain: below ?? top, depth: 0 };
  return { folder: top, domain: top, depth: 0 };
}

function gatherFolders(models: readonly ProjectNode[]): Folder[] {
  const folders = new Map<string, Place & { readonly models: ProjectNode[] }>();
  for (const model of models) {
    const place = placeOf(folderOf(model));
    const folder = folders.get(place.folder);
    if (folder) folder.models.push(model);
    else folders.set(place.folder, { ...place, models: [model] });
  }
  return [...folders.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function gatherDomains(folders: readonly Folder[]): readonly (readonly [string, readonly Folder[]])[] {
  const domains = new Map<string, Folder[]>();
  for (const folder of folders) {
    if (folder.domain === null) continue;
    const its = domains.get(folder.domain);
    if (its) its.push(folder);
    else domains.set(folder.domain, [folder]);
  }
  return [...domains];
}

function decideDomain(graph: ProjectGraph, [domain, folders]: readonly [string, readonly Folder[]]): Decision | null {
  const all = folders.flatMap((folder) => folder.models);
  const models = all.filter(({ group }) => group === null);
  if (models.length === 0) return null;
  const known = [...new Set(all.flatMap(({ group }) => group ?? []))].sort();
  const where = listNames(folders.map(({ folder }) => folder));
  const name = nameOf(domain);
  const [only] = known;
  const decided = (joins: string | null, reason: string) => ({ folders, models, joins, reason });
  if (known.length > 1) return decided(null, `Its other models are in ${known.length} groups: ${listNames(known)}.`);
  if (only !== undefined) return decided(only, `The other models of ${where} are in it.`);
  if (graph.groupFiles.has(name)) return decided(name, `It has the name of their folder, ${where}.`);
  if (models.length < 2) return decided(null, 'One model alone: a group of one keeps nothing to itself.');
  return decided(name, `${counted(models.length, 'model')} of ${where}.`);
}

/** A layer below the domains goes with the one group that reads it; one that several read belongs to none of them. */
function decideLayer(graph: ProjectGraph, groupOf: ReadonlyMap<string, string>, layer: Folder): Decision | null {
  const models = layer.models.filter(({ group }) => group === null);
  if (models.length === 0) return null;
  const decided = (joins: string | null, reason: string) => ({ folders: [layer], models, joins, reason });
  if (layer.folder === '') return decided(null, 'In no folder that could name a group.');
  const inside = new Set(layer.models.map(({ uniqueId }) => uniqueId));
  const readers = layer.models
    .flatMap(({ uniqueId }) => graph.readersOf.get(uniqueId) ?? [])
    .filter((reader) => isModel(reader) && !inside.has(reader.uniqueId));
  const groups = [...new Set(readers.map((reader) => groupOf.get(reader.uniqueId) ?? null))];
  const named = groups.filter((group) => group !== null).sort();
  const [only] = named;
  if (readers.length === 0) return decided(null, 'No model outside the folder reads it.');
  if (only === undefined) return decided(null, 'The models that read it are in no group themselves.');
  if (groups.length > 1) return decided(null, `Shared: read by models of ${sharers(named, groups.length)}.`);
  return decided(only, `Only its models read ${layer.folder}.`);
}

function sharers(named: readonly string[], all: number): string {
  return `${named.length === 1 ? 'group' : 'groups'} ${listNames(named)}${all > named.length ? ', and of none' : ''}`;
}

/** A folder's name as a name that dbt selects groups by. */
export function nameOf(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return name === '' ? 'models' : name;
}

function describeLeftOut({ folders, joins, reason }: Decision): LeftOut[] {
  if (joins !== null) return [];
  return folders
    .map(({ folder, models }) => ({ folder, modelCount: models.filter(({ group }) => group === null).length, reason }))
    .filter(({ modelCount }) => modelCount > 0);
}

function describeGroups(graph: ProjectGraph, groupOf: ReadonlyMap<string, string>, decisions: readonly Decision[]): GroupAdvice[] {
  const tallies = tallyRefs(graph, groupOf);
  const joiningOf = new Map<string, Decision[]>();
  for (const decision of decisions) {
    if (decision.joins !== null) joiningOf.set(decision.joins, [...(joiningOf.get(decision.joins) ?? []), decision]);
  }
  const groups = [...tallies].map(([name, tally]): GroupAdvice => {
    const joining = joiningOf.get(name) ?? [];
    const added = joining.flatMap(({ models }) => models);
    const isThere = graph.groupFiles.has(name) || tally.models > added.length;
    const all = tally.inside + tally.toOthers + tally.byOthers;
    return {
      name,
      state: added.length === 0 ? 'present' : isThere ? 'grows' : 'new',
      added,
      modelCount: tally.models,
      reason: added.length === 0 ? 'It is there already.' : joining.map(({ reason }) => reason).join(' '),
      refsInside: tally.inside,
      refsToOthers: tally.toOthers,
      refsByOthers: tally.byOthers,
      cohesion: all === 0 ? null : tally.inside / all,
    };
  });
  return groups.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Tally {
  models: number;
  inside: number;
  toOthers: number;
  byOthers: number;
}

/** One pass over the refs between models. */
function tallyRefs(graph: ProjectGraph, groupOf: ReadonlyMap<string, string>): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { uniqueId } of graph.models) {
    const group = groupOf.get(uniqueId);
    if (group === undefined) continue;
    const tally = tallies.get(group) ?? { models: 0, inside: 0, toOthers: 0, byOthers: 0 };
    tally.models += 1;
    tallies.set(group, tally);
  }
  for (const { uniqueId, dependsOn } of graph.models) {
    const own = tallies.get(groupOf.get(uniqueId) ?? '');
    for (const parent of dependsOn) {
      const node = graph.nodes.get(parent);
      if (!node || !isModel(node)) continue;
      const theirs = tallies.get(groupOf.get(parent) ?? '');
      if (own && own === theirs) own.inside += 1;
      else {
        if (own) own.toOthers += 1;
        if (theirs) theirs.byOthers += 1;
      }
    }
  }
  return tallies;
}
