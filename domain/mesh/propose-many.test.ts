/** Large projects: every step goes over the refs once. */
import { makeGraph } from '@weft/kit/project-graph';
import { expect, test } from 'vitest';
import { chooseSplit, listSplitChoices } from './choose-split.ts';
import { divideProject } from './divide-project.ts';
import type { ProjectGraph } from './project-graph.ts';
import { proposeAccess } from './propose-access.ts';
import { proposeContracts } from './propose-contracts.ts';
import { proposeFiles } from './propose-files.ts';
import { proposeGroups } from './propose-groups.ts';
import { proposeSplit } from './propose-split.ts';

const models = Array.from({ length: 10_000 }, (_, index) => ({
  name: `m${index}`,
  file: `models/marts/domain_${index % 100}/m${index}.sql`,
  // Everybody reads the first one: the widest fan-out there can be.
  reads: ['m0', ...[1, 100, 200].flatMap((back) => (index > back ? [`m${index - back}`] : []))],
}));

test('ten thousand models are judged, written down and split within a second of processor time', () => {
  const graph = makeGraph(models);
  const [first, second] = [judge(graph), judge(graph)];
  expect(first.counts).toEqual({ groups: 100, access: 10_000, contracts: 10_000, files: 101, choices: 200 });
  expect(first.causes).toBeGreaterThan(0);
  // The quicker of two: the first one also compiles.
  expect(Math.min(first.seconds, second.seconds)).toBeLessThan(1);
});

function judge(graph: ProjectGraph) {
  const before = process.cpuUsage();
  const { groups, groupOf } = proposeGroups(graph);
  const access = proposeAccess(graph, groupOf);
  const contracts = proposeContracts(graph.models, () => ({ declared: [], applied: null, language: 'sql', onSchemaChange: null }));
  const changes = access.map(({ model, proposed, group }) => ({ model, group, access: proposed, contract: null }));
  const patchFileOf = () => null;
  const newGroups = groups.map(({ name }) => name);
  const files = proposeFiles({ project: 'shop', newGroups, groupFiles: new Map(), changes, patchFileOf });
  const choices = listSplitChoices(graph, groupOf);
  const choice = chooseSplit(graph, groupOf, 'group:domain_7');
  const division = divideProject(graph, new Set(choice.models.map(({ uniqueId }) => uniqueId)));
  const split = proposeSplit({
    graph,
    choice,
    division,
    takenNames: new Set(),
    writtenRefsOf: () => [],
    contractOf: () => null,
    patchFileOf,
  });
  const { user, system } = process.cpuUsage(before);
  const counts = {
    groups: groups.length,
    access: access.length,
    contracts: contracts.length,
    files: files.length,
    choices: choices.length,
  };
  return { counts, causes: split.circle?.causes.length ?? 0, seconds: (user + system) / 1e6 };
}
