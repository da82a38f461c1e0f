/** Turns the picture of a lineage into columns. */
import type { Id } from '@weft/base/id';
import type { DrawnNode, LineagePicture } from '@weft/domain/lineage/draw-lineage';
import type { WireLineage, WireLineageNodes, WireWords } from '@weft/wire/weft/lineage';

/** `nameOf`: of a project that may be read; null: it may not. */
export function presentLineage(picture: LineagePicture, nameOf: (projectId: Id<'project'>) => string | null): WireLineage {
  const projects = new Map<Id<'project'>, number>();
  const shown: WireLineage['projects'][number][] = [];
  const placeOf = ({ node }: DrawnNode): number => {
    const known = projects.get(node.projectId);
    if (known !== undefined) return known;
    const name = nameOf(node.projectId);
    projects.set(node.projectId, shown.length);
    return (
      shown.push({
        id: node.projectId,
        name: name ?? node.packageName,
        environment_id: node.environmentId,
        is_readable: name !== null,
      }) - 1
    );
  };
  return {
    nodes: presentNodes(picture.nodes, placeOf),
    arrows: { from: picture.from, to: picture.to },
    projects: shown,
    named_count: picture.namedCount,
    is_cut: picture.isCut,
    problems: picture.problems,
  };
}

function presentNodes(nodes: LineagePicture['nodes'], placeOf: (node: DrawnNode) => number): WireLineageNodes {
  const words = (read: (drawn: DrawnNode) => string | number | null | undefined): WireWords => listWords(nodes, read);
  return {
    type: words(({ node }) => node.resourceType),
    name: nodes.map((drawn) => (drawn === null ? '' : titleOf(drawn))),
    package: words(({ node }) => node.packageName),
    unique_id: nodes.map((drawn) => (drawn === null || drawn.node.uniqueId === plainId(drawn) ? '' : drawn.node.uniqueId)),
    project: nodes.map((drawn) => (drawn === null ? -1 : placeOf(drawn))),
    access: words(({ node }) => (node.resourceType === 'model' ? node.access : null)),
    materialization: words(({ node }) => (typeof node.config.materialized === 'string' ? node.config.materialized : null)),
    status: words(({ applied }) => applied?.status),
    freshness: words(({ source }) => source?.status),
    layer: words(({ layer }) => layer),
    group: words(({ node }) => node.group),
    owner: words(({ owner }) => owner),
    run_seconds: nodes.map((drawn) => seconds(drawn?.applied?.executionSeconds)),
    fresh_at: nodes.map((drawn) => secondsSince1970(drawn?.applied?.successAt ?? drawn?.source?.maxLoadedAt)),
    has_contract: nodes.map((drawn) => (drawn?.node.isContractEnforced ? 1 : 0)),
    version: words(({ node }) => node.version),
    deprecation_date: words(({ node }) => node.deprecationDate),
    more_up: nodes.map((drawn) => drawn?.moreUp ?? 0),
    more_down: nodes.map((drawn) => drawn?.moreDown ?? 0),
  };
}

/** Sources are called by both their names, as in SQL. */
function titleOf({ node }: DrawnNode): string {
  return node.resourceType === 'source' && node.sourceName !== null ? `${node.sourceName}.${node.name}` : node.name;
}

function plainId(drawn: DrawnNode): string {
  return `${drawn.node.resourceType}.${drawn.node.packageName}.${titleOf(drawn)}`;
}

function listWords(nodes: LineagePicture['nodes'], read: (drawn: DrawnNode) => string | number | null | undefined): WireWords {
  const words: string[] = [];
  const known = new Map<string, number>();
  const at = nodes.map((drawn) => {
    const word = drawn === null ? null : read(drawn);
    if (word === null || word === undefined) return -1;
    const text = String(word);
    const place = known.get(text) ?? words.push(text) - 1;
    known.set(text, place);
    return place;
  });
  return { words, at };
}

function seconds(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value * 100) / 100;
}

function secondsSince1970(time: Date | null | undefined): number | null {
  return time ? Math.floor(time.getTime() / 1000) : null;
}
