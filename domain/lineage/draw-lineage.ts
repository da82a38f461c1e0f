/** What is drawn of an account's lineage: the nodes that a selector names and the arrows between them, as far as the asker may see. */
import type { Adjacency } from '@weft/base/adjacency';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { appliedOf } from '../catalog/applied-nodes.ts';
import { type AccountComparison, asksForState, type CompareWith, compareAccount } from '../catalog/compare-account.ts';
import { type GraphView, openAccount } from '../catalog/open-graph.ts';
import { closeBoxes } from './close-boxes.ts';
import { type Drawable, makeDrawable } from './drawable.ts';
import { type LineageSelection, selectLineage } from './select-lineage.ts';

export interface LineageQuestion {
  readonly accountId: Id<'account'>;
  readonly view: GraphView;
  /** Null: everything. */
  readonly select: string | null;
  readonly exclude: string;
  /** For `state:`. */
  readonly compareWith: CompareWith;
  readonly isWithTests: boolean;
  readonly limit: number;
  readonly isReadable: (projectId: Id<'project'>) => boolean;
}

export interface LineagePicture {
  /** What its nodes are numbers in; what they are is told by `describeDrawn`. */
  readonly of: Drawable;
  /** Of all projects. */
  readonly projectNames: ReadonlyMap<Id<'project'>, string>;
  /** -1: a closed box. */
  readonly nodes: Int32Array;
  /** Arrow `i` runs from the node at place `from[i]` to that at place `to[i]`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** By place: neighbours that are not in the picture; closed ones count as one. */
  readonly moreUp: Int32Array;
  readonly moreDown: Int32Array;
  readonly namedCount: number;
  /** More were named than the limit. */
  readonly isCut: boolean;
  readonly problems: LineageSelection['problems'];
  /** Null: the selector asks for no states. */
  readonly comparison: AccountComparison | null;
}

export async function drawLineage(host: Host, question: LineageQuestion): Promise<LineagePicture> {
  const { graph: whole, standings, projectNames } = await openAccount(host, question.accountId, question.view);
  const readable = whole.environments.filter(({ projectId }) => question.isReadable(projectId));
  const applied = await appliedOf(
    host,
    readable.flatMap(({ environmentId }) => standings.get(environmentId) ?? []),
  );
  const drawable = makeDrawable(whole, question.isReadable, applied);
  const { accountId, compareWith, isReadable } = question;
  const comparison = asksForState(question.select ?? '', question.exclude)
    ? await compareAccount(host, whole, { accountId, compareWith, isReadable, projectNames })
    : null;
  const { chosen, problems } = choose(drawable, question, comparison);
  const { kinds } = drawable;
  const kindMax = question.isWithTests ? 2 : 1;
  const named = chosen.filter((number) => kinds[number] !== 0 && (kinds[number] ?? 0) <= kindMax);
  const numbers = named.subarray(0, question.limit);
  const { places, from, to } = closeBoxes({ children: whole.children, owners: drawable.owners }, numbers);
  const inPicture = new Uint8Array(whole.nodes.length);
  for (const number of numbers) inPicture[number] = 1;
  const beyond = (links: Adjacency) => countBeyond(links, places, { drawable, kindMax, inPicture });
  return {
    ...{ of: drawable, projectNames, nodes: places, from, to, moreUp: beyond(whole.parents), moreDown: beyond(whole.children) },
    namedCount: places.length + named.length - numbers.length,
    ...{ isCut: named.length > numbers.length, problems, comparison },
  };
}

/** In order of their numbers. */
function choose(
  { seen: { graph }, applied }: Drawable,
  { select, exclude }: LineageQuestion,
  comparison: AccountComparison | null,
): LineageSelection {
  if (select !== null) return selectLineage(graph, { select, exclude, applied, comparison });
  const barred = selectLineage(graph, { select: exclude, exclude: '', applied, comparison });
  const isBarred = new Uint8Array(graph.nodes.length);
  for (const number of barred.chosen) isBarred[number] = 1;
  return { chosen: Uint32Array.from(graph.nodes.keys()).filter((number) => isBarred[number] === 0), problems: barred.problems };
}

function countBeyond(
  { offsets, targets }: Adjacency,
  places: Int32Array,
  { drawable, kindMax, inPicture }: { readonly drawable: Drawable; readonly kindMax: number; readonly inPicture: Uint8Array },
): Int32Array {
  const { owners, kinds } = drawable;
  const counts = new Int32Array(places.length);
  for (let place = 0; place < places.length; place++) {
    const number = places[place] ?? -1;
    if (number < 0) continue;
    let [count, closed] = [0, 0];
    for (let at = offsets[number] ?? 0, end = offsets[number + 1] ?? 0; at < end; at++) {
      const next = targets[at] ?? 0;
      const kind = kinds[next] ?? 0;
      if (inPicture[next] === 1 || kind === 0 || kind > kindMax) continue;
      if (owners !== null && (owners[next] ?? -1) >= 0) closed = 1;
      else count++;
    }
    counts[place] = count + closed;
  }
  return counts;
}
