/** Makes a manifest.json again from its metadata and entries, one entry in memory at a time. */
import { parseJson } from '@weft/base/json';
import { JsonWriter } from './json-writer.ts';
import { derivedSections, type NodeFacts, readNodeFacts } from './node-facts.ts';
import { redactMetadata } from './read-metadata.ts';
import { volatileRangesOf } from './scan-value.ts';

export type EdgeFacts = Pick<NodeFacts, 'dependsOn' | 'group' | 'isExternal' | 'name'>;

export interface StoredEntry {
  readonly section: string;
  readonly key: string;
  /** As it was cut. */
  readonly body: Buffer;
  /** What is known of it; null: it is read from the body, which costs a parse. */
  readonly facts: EdgeFacts | null;
}

export interface JoinOptions {
  /**
   * Unix seconds to write under every `created_at` that an entry has; null leaves the time at which each body was first seen.
   * A stored body serves all parses of the same code, so the times in it are of different days otherwise.
   */
  readonly createdAt: number | null;
  /**
   * `strip` leaves out models that another project's publication brought in, as a manifest for deferral must: else dbt with
   * `--favor-state` would take this manifest's stale copy for the fresh publication. What depends on them keeps its own `depends_on`.
   * Keep them in a manifest to compare with (`--state` of `state:modified`): there, a model that is missing counts as new (measured).
   */
  readonly external: 'keep' | 'strip';
}

/** Sections that every reader of the schema expects, even when there is nothing in them. */
const expected =
  'nodes sources macros docs exposures metrics groups selectors disabled saved_queries semantic_models unit_tests functions'.split(' ');
/** dbt's order of the graph's members, which is the order of the keys of both maps. */
const edgeSections = 'nodes sources exposures functions metrics semantic_models saved_queries unit_tests'.split(' ');
const groupedSections = ['nodes', 'saved_queries', 'semantic_models', 'metrics'];

/**
 * Yields the file in blocks of some 64 KB.
 * @param metadata as stored; it is redacted here once more
 * @param entries all of one section together; entries of `parent_map`, `child_map`, `group_map` are passed over, since they are made anew
 */
export async function* joinManifest(
  metadata: unknown,
  entries: Iterable<StoredEntry> | AsyncIterable<StoredEntry>,
  options: JoinOptions,
): AsyncGenerator<Buffer, void> {
  const writer = new JsonWriter();
  const graph: Graph = new Map();
  const stripped = new Set<string>();
  const begun = new Set<string>();
  let section = '';
  writer.value('metadata', redactMetadata(metadata));
  for await (const entry of entries) {
    if (derivedSections.has(entry.section)) continue;
    if (entry.section !== section) {
      section = entry.section;
      if (begun.has(section)) throw new Error(`entries of ${section} do not come together`);
      begun.add(section);
      writer.section(section, 'map');
    }
    if (edgeSections.includes(section) || section === 'groups') {
      const facts = entry.facts ?? factsOf(entry);
      if (options.external === 'strip' && facts.isExternal) {
        stripped.add(entry.key);
        continue;
      }
      addMember(graph, section, { key: entry.key, facts });
    }
    writer.entry(entry.key, ...withCreatedAt(entry.body, options.createdAt));
    if (writer.isFull) yield writer.take();
  }
  for (const name of expected) if (!begun.has(name)) writer.section(name, 'map');
  yield* writeMaps(writer, graph, stripped);
  writer.end();
  yield writer.take();
}

/** Members of the graph by section. */
type Graph = Map<string, Member[]>;
interface Member {
  readonly key: string;
  readonly facts: EdgeFacts;
}

function addMember(graph: Graph, section: string, member: Member): void {
  const members = graph.get(section);
  if (members) members.push(member);
  else graph.set(section, [member]);
}

function membersOf(graph: Graph, sections: readonly string[]): readonly Member[] {
  return sections.flatMap((section) => graph.get(section) ?? []);
}

/**
 * The maps by dbt's rule: every member of the graph is a key of both; its parents are its `depends_on.nodes`, sorted, even those that are
 * nowhere; its children are the members that name it, sorted; a group lists its members in the order of the graph.
 */
function* writeMaps(writer: JsonWriter, graph: Graph, stripped: ReadonlySet<string>): Generator<Buffer, void> {
  const children = new Map<string, string[]>();
  for (const { key } of membersOf(graph, edgeSections)) children.set(key, []);
  writer.section('parent_map', 'map');
  for (const { key, facts } of membersOf(graph, edgeSections)) {
    const parents = facts.dependsOn.filter((parent) => !stripped.has(parent)).sort();
    for (const parent of parents) children.get(parent)?.push(key);
    writer.entry(key, Buffer.from(JSON.stringify(parents)));
    if (writer.isFull) yield writer.take();
  }
  writer.section('child_map', 'map');
  for (const [key, below] of children) {
    writer.entry(key, Buffer.from(JSON.stringify(below.sort())));
    if (writer.isFull) yield writer.take();
  }
  const groups = new Map<string, string[]>();
  for (const { facts } of membersOf(graph, ['groups'])) groups.set(facts.name, []);
  for (const { key, facts } of membersOf(graph, groupedSections)) if (facts.group !== null) groups.get(facts.group)?.push(key);
  writer.section('group_map', 'map');
  for (const [name, grouped] of groups) writer.entry(name, Buffer.from(JSON.stringify(grouped)));
}

function withCreatedAt(body: Buffer, createdAt: number | null): readonly Buffer[] {
  const ranges = createdAt === null ? [] : volatileRangesOf(body);
  if (ranges.length === 0) return [body];
  const pieces: Buffer[] = [];
  let from = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    pieces.push(body.subarray(from, ranges[i]), Buffer.from(String(createdAt)));
    from = ranges[i + 1] ?? body.length;
  }
  return [...pieces, body.subarray(from)];
}

const noFacts: EdgeFacts = { dependsOn: [], group: null, isExternal: false, name: '' };

function factsOf({ section, key, body }: StoredEntry): EdgeFacts {
  const parsed = parseJson(body.toString());
  return ('value' in parsed ? readNodeFacts(section, key, parsed.value).facts : null) ?? noFacts;
}
