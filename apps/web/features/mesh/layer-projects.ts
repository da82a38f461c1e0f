/** Lays the mesh out in layers: whoever is built upon stands left of who builds on it. Small graphs, so plain rules serve. */
import type { WireMeshProject } from '@weft/wire/weft/mesh';

/** From 0: `layer` left to right, `row` top to bottom within the layer. */
export interface Spot {
  readonly layer: number;
  readonly row: number;
}

export interface PlacedProject extends Spot {
  readonly project: WireMeshProject;
}

/** From producer to consumer, through a free spot in every layer between them. */
export interface MeshEdge {
  readonly from: number;
  readonly to: number;
  readonly through: readonly Spot[];
}

export interface MeshLayout {
  readonly placed: readonly PlacedProject[];
  readonly edges: readonly MeshEdge[];
  readonly layerCount: number;
  readonly rowCount: number;
}

/** What takes a spot: a project, or an edge that passes. */
interface Item {
  readonly key: string;
  readonly name: string;
  readonly layer: number;
  readonly before: readonly string[];
}

/** Names that no project of the account has are left out: they are among the mesh's problems. */
export function layerProjects(projects: readonly WireMeshProject[]): MeshLayout {
  const byName = new Map(
    projects.flatMap((project) => (project.dbt_project_name === null ? [] : [[project.dbt_project_name, project.id] as const])),
  );
  const upstream = new Map(projects.map(({ id, upstream }) => [id, upstream.flatMap((name) => byName.get(name) ?? [])]));
  const layers = layersOf(projects, upstream);
  const layerOf = (id: number) => layers.get(id) ?? 0;
  const pairs = projects.flatMap(({ id }) => (upstream.get(id) ?? []).map((from) => ({ from, to: id })));
  const passing = pairs.flatMap(({ from, to }) => passingItems(from, to, layerOf(from), layerOf(to)));
  const standing = projects.map(({ id, name }) => {
    const before = (upstream.get(id) ?? []).map((from) =>
      layerOf(id) - layerOf(from) > 1 ? passKey(from, id, layerOf(id) - 1) : String(from),
    );
    return { key: String(id), name, layer: layerOf(id), before };
  });
  const rows = rowsOf([...standing, ...passing]);
  const rowOf = (key: string) => rows.get(key) ?? 0;
  return {
    placed: projects.map((project) => ({ project, layer: layerOf(project.id), row: rowOf(String(project.id)) })),
    edges: pairs.map(({ from, to }) => ({
      from,
      to,
      through: passingItems(from, to, layerOf(from), layerOf(to)).map(({ key, layer }) => ({ layer, row: rowOf(key) })),
    })),
    layerCount: 1 + Math.max(0, ...layers.values()),
    rowCount: 1 + Math.max(0, ...rows.values()),
  };
}

/** The longest way from a project that builds on none; a cycle is entered once, so that it ends. */
function layersOf(projects: readonly WireMeshProject[], upstream: ReadonlyMap<number, readonly number[]>): Map<number, number> {
  const layers = new Map<number, number>();
  const entered = new Set<number>();
  const layerOf = (id: number): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    if (entered.has(id)) return 0;
    entered.add(id);
    const layer = Math.max(-1, ...(upstream.get(id) ?? []).map(layerOf)) + 1;
    layers.set(id, layer);
    return layer;
  };
  for (const { id } of projects) layerOf(id);
  return layers;
}

function passKey(from: number, to: number, layer: number): string {
  return `${from} ${to} ${layer}`;
}

function passingItems(from: number, to: number, fromLayer: number, toLayer: number): readonly Item[] {
  const items: Item[] = [];
  for (let layer = fromLayer + 1; layer < toLayer; layer += 1) {
    const before = layer === fromLayer + 1 ? String(from) : passKey(from, to, layer - 1);
    items.push({ key: passKey(from, to, layer), name: '\uffff', layer, before: [before] });
  }
  return items;
}

/** Within a layer, by the mean row of what one builds on, which keeps most lines from crossing; then by name, projects above what passes. */
function rowsOf(items: readonly Item[]): Map<string, number> {
  const rows = new Map<string, number>();
  const meanRow = ({ before }: Item) => {
    const known = before.flatMap((key) => rows.get(key) ?? []);
    return known.length === 0 ? Number.POSITIVE_INFINITY : known.reduce((sum, row) => sum + row, 0) / known.length;
  };
  const layerCount = 1 + Math.max(0, ...items.map(({ layer }) => layer));
  for (let layer = 0; layer < layerCount; layer += 1) {
    const here = items.filter((item) => item.layer === layer).map((item) => ({ item, mean: meanRow(item) }));
    here.sort((a, b) => (a.mean === b.mean ? a.item.name.localeCompare(b.item.name) : a.mean - b.mean));
    for (const [row, { item }] of here.entries()) rows.set(item.key, row);
  }
  return rows;
}
