import type { WireMeshProject } from '@weft/wire/weft/mesh';
import { expect, test } from 'vitest';
import { layerProjects } from './layer-projects.ts';

function project(id: number, name: string, upstream: readonly string[] = []): WireMeshProject {
  return { id, name, dbt_project_name: name, kind: 'default', environments: [], upstream, downstream: [] };
}

const layersOf = (projects: readonly WireMeshProject[]) =>
  Object.fromEntries(layerProjects(projects).placed.map(({ project: { name }, layer }) => [name, layer]));

test('a consumer stands right of everything that it builds on', () => {
  expect(layersOf([project(3, 'marketing', ['base', 'finance']), project(2, 'finance', ['base']), project(1, 'base')])).toEqual({
    base: 0,
    finance: 1,
    marketing: 2,
  });
});

test('a cycle is drawn too', () => {
  expect(Object.keys(layersOf([project(1, 'a', ['b']), project(2, 'b', ['a'])])).sort()).toEqual(['a', 'b']);
});

test('a dependency that no project has the name of makes no line', () => {
  expect(layerProjects([project(1, 'a', ['nobody'])]).edges).toEqual([]);
});

test('lines run from producer to consumer', () => {
  expect(layerProjects([project(1, 'a'), project(2, 'b', ['a'])]).edges).toEqual([{ from: 1, to: 2, through: [] }]);
});

test('a line over a layer passes beside the projects that stand there', () => {
  const { placed, edges } = layerProjects([
    project(1, 'base'),
    project(2, 'finance', ['base']),
    project(3, 'marketing', ['base', 'finance']),
  ]);
  const finance = placed.find(({ project: { name } }) => name === 'finance');
  const [long] = edges.filter(({ from, to }) => from === 1 && to === 3);
  expect(long?.through).toEqual([{ layer: 1, row: 1 }]);
  expect(finance?.row).toBe(0);
});
