/** Writes the picture of a lineage in columns, as bytes: `WireLineage` is what a client reads of them. */
import type { Id } from '@weft/base/id';
import { type JsonBytes, JsonValues } from '@weft/base/json-bytes';
import { differenceOf } from '@weft/domain/catalog/compare-account';
import type { LineagePicture } from '@weft/domain/lineage/draw-lineage';
import type { WireDifference } from '@weft/wire/weft/catalog';
import type { WireLineage, WireLineageProject } from '@weft/wire/weft/lineage';
import { columnsOf, type LineageColumn } from './lineage-columns.ts';
import { presentDifference } from './present-difference.ts';

/** `nameOf`: of a project that may be read; null: it may not. */
export function writeLineage(json: JsonBytes, picture: LineagePicture, nameOf: (projectId: Id<'project'>) => string | null): void {
  const { nodes, from, to } = picture;
  const { columns, environments } = columnsOf(picture.of, nodes);
  json.raw('{"nodes":{');
  for (const column of columns) {
    json.raw(`"${column.name}":`);
    if (column.isFew) writeWords(json, column, nodes);
    else json.values(unlessEmpty(gather(column.at, nodes, 0)), column.values);
    json.raw(',');
  }
  const used = choosePlaces(gather(environments, nodes, -1), picture.of.whole.environments.length, -1);
  json.raw('"project":');
  json.numbers(used.at);
  json.raw(',"more_up":');
  json.numbers(picture.moreUp);
  json.raw(',"more_down":');
  json.numbers(picture.moreDown);
  json.raw(',"change":');
  writeChanges(json, picture);
  json.raw('},"arrows":{"from":');
  json.numbers(from);
  json.raw(',"to":');
  json.numbers(to);
  const rest: Omit<WireLineage, 'nodes' | 'arrows'> = {
    projects: [...used.chosen].flatMap((at) => describeProject(picture, at, nameOf)),
    compared: [...(picture.comparison?.environments ?? [])].map(([id, { before, after }]) => ({ environment_id: id, before, after })),
    named_count: picture.namedCount,
    is_cut: picture.isCut,
    problems: picture.problems,
  };
  json.raw(`},${JSON.stringify(rest).slice(1)}`);
}

function describeProject(
  { of: { whole } }: LineagePicture,
  at: number,
  nameOf: (projectId: Id<'project'>) => string | null,
): readonly WireLineageProject[] {
  const environment = whole.environments[at];
  if (!environment) return [];
  const { projectId, environmentId, dbtProjectName } = environment;
  const name = nameOf(projectId);
  return [{ id: projectId, name: name ?? dbtProjectName ?? '', environment_id: environmentId, is_readable: name !== null }];
}

/** By what each node differs from the state that is compared with. */
function writeChanges(json: JsonBytes, { of, nodes, comparison }: LineagePicture): void {
  const values = new JsonValues();
  const places = new Map<string | null, number>([[null, values.add(null)]]);
  const at = Int32Array.from(nodes, (number) => {
    const node = of.seen.graph.nodes[number];
    const compared = comparison && node ? differenceOf(comparison, node) : null;
    const text = compared && changeWord(presentDifference(compared));
    const place = places.get(text) ?? values.add(text);
    places.set(text, place);
    return place;
  });
  writeChosen(json, at, values);
}

function changeWord({ change, facets }: WireDifference): string | null {
  if (change === 'new') return 'new';
  return facets.length === 0 ? null : facets.join(', ');
}

/** Only words of these nodes are sent; the first of all is that of boxes, which is none. */
function writeWords(json: JsonBytes, { at: places, values }: LineageColumn, nodes: Int32Array): void {
  writeChosen(json, gather(places, nodes, 0), values);
}

function writeChosen(json: JsonBytes, places: Int32Array, values: JsonValues): void {
  const { at, chosen } = choosePlaces(places, values.ends.length, 0);
  json.raw('{"words":');
  json.values(chosen, values);
  json.raw(',"at":');
  json.numbers(chosen.length === 0 ? none : at);
  json.raw('}');
}

const none = new Int32Array(0);

/** What no node has is an empty list: in a picture of thousands a third of all bytes. */
function unlessEmpty(places: Int32Array): Int32Array {
  return places.some((place) => place !== 0) ? places : none;
}

/** By place in the picture; `box`: of closed ones. */
function gather(places: Int32Array, nodes: Int32Array, box: number): Int32Array {
  const gathered = new Int32Array(nodes.length);
  for (let at = 0; at < nodes.length; at++) gathered[at] = places[nodes[at] ?? -1] ?? box;
  return gathered;
}

/** `chosen`: the different ones but `box`, in the order in which they come first; `at`: which of them each is. `bound`: they are below it. */
function choosePlaces(places: Int32Array, bound: number, box: number): { readonly at: Int32Array; readonly chosen: Int32Array } {
  const at = new Int32Array(places.length);
  const known = new Int32Array(bound).fill(-1);
  const chosen: number[] = [];
  for (let node = 0; node < places.length; node++) {
    const place = places[node] ?? box;
    if (place !== box && known[place] === -1) known[place] = chosen.push(place) - 1;
    at[node] = place === box ? -1 : (known[place] ?? -1);
  }
  return { at, chosen: Int32Array.from(chosen) };
}
