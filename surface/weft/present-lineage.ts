/** Writes the picture of a lineage in columns, as bytes: `WireLineage` is what a client reads of them. */
import type { Id } from '@weft/base/id';
import { JsonBytes } from '@weft/base/json-bytes';
import type { LineagePicture } from '@weft/domain/lineage/draw-lineage';
import type { WireLineage, WireLineageProject } from '@weft/wire/weft/lineage';
import { columnsOf, type LineageColumn } from './lineage-columns.ts';

/** `nameOf`: of a project that may be read; null: it may not. */
export function writeLineage(picture: LineagePicture, nameOf: (projectId: Id<'project'>) => string | null): Uint8Array {
  const { nodes, from, to } = picture;
  const { columns, environments } = columnsOf(picture.of, nodes);
  const json = new JsonBytes();
  json.raw('{"nodes":{');
  for (const column of columns) {
    json.raw(`"${column.name}":`);
    if (column.isFew) writeWords(json, column, nodes);
    else json.values(gather(column.at, nodes), column.values, column.boxBytes);
    json.raw(',');
  }
  const used = placesAmong(environments, nodes);
  json.raw('"project":');
  json.numbers(used.at);
  json.raw(',"more_up":');
  json.numbers(picture.moreUp);
  json.raw(',"more_down":');
  json.numbers(picture.moreDown);
  json.raw('},"arrows":{"from":');
  json.numbers(from);
  json.raw(',"to":');
  json.numbers(to);
  const rest: Omit<WireLineage, 'nodes' | 'arrows'> = {
    projects: used.chosen.flatMap((at) => describeProject(picture, at, nameOf)),
    named_count: picture.namedCount,
    is_cut: picture.isCut,
    problems: picture.problems,
  };
  json.raw(`},${JSON.stringify(rest).slice(1)}`);
  return json.done();
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

/** Only words of these nodes are sent. */
function writeWords(json: JsonBytes, column: LineageColumn, nodes: Int32Array): void {
  const { at, chosen } = placesAmong(column.at, nodes);
  json.raw('{"words":');
  json.values(chosen, column.values, column.boxBytes);
  json.raw(',"at":');
  json.numbers(at);
  json.raw('}');
}

function gather(places: Int32Array, nodes: Int32Array): Int32Array {
  const gathered = new Int32Array(nodes.length).fill(-1);
  for (let at = 0; at < nodes.length; at++) gathered[at] = places[nodes[at] ?? -1] ?? -1;
  return gathered;
}

/** `chosen`: the places that these nodes have, in order of the first node that has each; `at`: by node, which of them. */
function placesAmong(places: Int32Array, nodes: Int32Array): { readonly at: Int32Array; readonly chosen: readonly number[] } {
  const at = gather(places, nodes);
  const chosen: number[] = [];
  const known = new Map<number, number>();
  let [last, lastAt] = [-1, -1];
  for (let node = 0; node < at.length; node++) {
    const place = at[node] ?? -1;
    if (place < 0) continue;
    if (place !== last) {
      last = place;
      lastAt = known.get(place) ?? chosen.push(place) - 1;
      known.set(place, lastAt);
    }
    at[node] = lastAt;
  }
  return { at, chosen };
}
