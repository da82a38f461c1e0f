/** Lays the mesh out in layers: whoever is built upon stands left of who builds on it. Small graphs, so plain rules serve. */
import type { WireMeshProject } from '@weft/wire/weft/mesh';

export interface PlacedProject {
  readonly project: WireMeshProject;
  /** From 0, left to right. */
  readonly layer: number;
  /** From 0, top to bottom within the layer. */
  readonly row: number;
}

export interface MeshEdge {
  readonly from: number;
  readonly to: number;
}

export interface MeshLayout {
  readonly placed: readonly PlacedProject[];
  readonly edges: readonly MeshEdge[];
  readonly layerCount: number;
  readonly rowCount: number;
}

/** Names that no project of the account has are left out: they are among the mesh's problems. Edges run from producer to consumer. */
export function layerProjects(projects: readonly WireMeshProject[]): MeshLayout {
  const byName = new Map(
    projects.flatMap((project) => (project.dbt_project_name === null ? [] : [[project.dbt_project_name, project] as const])),
  );
  const upstream = new Map(
    projects.map((project) => [project.id, project.upstream.flatMap((name) => byName.get(name) ?? []).map(({ id }) => id)]),
  );
  const layers = layersOf(projects, upstream);
  const edges = projects.flatMap(({ id }) => (upstream.get(id) ?? []).map((from) => ({ from, to: id })));
  const placed = placeRows(projects, layers, upstream);
  return {
    placed,
    edges,
    layerCount: 1 + Math.max(0, ...layers.values()),
    rowCount: 1 + Math.max(0, ...placed.map(({ row }) => row)),
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

/** Within a layer, by the mean row of what one builds on, which keeps most lines from crossing; then by name. */
function placeRows(
  projects: readonly WireMeshProject[],
  layers: ReadonlyMap<number, number>,
  upstream: ReadonlyMap<number, readonly number[]>,
): readonly PlacedProject[] {
  const rows = new Map<number, number>();
  const placed: PlacedProject[] = [];
  const meanRow = (id: number) => {
    const above = (upstream.get(id) ?? []).flatMap((other) => rows.get(other) ?? []);
    return above.length === 0 ? Number.POSITIVE_INFINITY : above.reduce((sum, row) => sum + row, 0) / above.length;
  };
  for (let layer = 0; layer <= Math.max(0, ...layers.values()); layer += 1) {
    const here = projects.filter(({ id }) => layers.get(id) === layer).map((project) => ({ project, mean: meanRow(project.id) }));
    here.sort((a, b) => (a.mean === b.mean ? a.project.name.localeCompare(b.project.name) : a.mean - b.mean));
    here.forEach(({ project }, row) => {
      rows.set(project.id, row);
      placed.push({ project, layer, row });
    });
  }
  return placed;
}
