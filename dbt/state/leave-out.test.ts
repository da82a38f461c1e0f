import { expect, test } from 'vitest';
import type { SelectableNode } from '../selection/selectable-node.ts';
import type { NodeChange } from './compare-states.ts';
import { diffLines } from './diff-lines.ts';
import { explainSelected } from './explain-selected.ts';
import { leaveOut, nothing } from './leave-out.ts';

const node = (name: string, dependsOn: readonly string[] = [], resourceType = 'model'): SelectableNode => ({
  ...{ uniqueId: `${resourceType}.p.${name}`, resourceType, name, packageName: 'p', fqn: ['p', name], tags: [], originalFilePath: '' },
  ...{ patchPath: null, config: {}, access: null, version: null, latestVersion: null, sourceName: null, testName: null },
  dependsOn: dependsOn.map((each) => `model.p.${each}`),
});
const changed = (name: string): NodeChange => ({
  ...{ uniqueId: `model.p.${name}`, change: 'modified', reasons: [] },
  selectors: ['modified', 'modified.body'],
});
const nodes = [node('a'), node('b', ['a']), node('c', ['b']), node('d'), node('t', ['c'], 'test')];
const state = (left: readonly string[]) => ({
  ...{ nodes, changes: [changed('a'), changed('d')], projectName: 'p' },
  left: new Set(left.map((name) => `model.p.${name}`)),
});

test.each<[string, readonly string[], readonly string[] | null]>([
  ['state:modified+', ['d'], ['fqn:p.a+']],
  ['state:modified+', ['a', 'd'], [nothing]],
  ['1+state:modified.body+2 tag:x', ['a'], ['1+fqn:p.d+2', 'tag:x']],
  ['@state:modified,tag:x', ['a'], ['@fqn:p.d,tag:x']],
  ['state:new', ['a'], null],
  ['state:modified', [], null],
])('%s without %s is asked for as %s', (words, left, expected) => {
  const out = leaveOut(state(left), [words]);
  expect(out).toEqual(expected === null ? { kind: 'unchanged' } : { kind: 'rewritten', words: expected });
});

test('each selected node is told by the shortest way from what changed', () => {
  expect(explainSelected(state(['d']), { select: ['state:modified+'], exclude: [] })).toEqual([
    { uniqueId: 'model.p.a', because: { kind: 'changed' } },
    { uniqueId: 'model.p.b', because: { kind: 'downstream', path: ['model.p.a', 'model.p.b'] } },
    { uniqueId: 'model.p.c', because: { kind: 'downstream', path: ['model.p.a', 'model.p.b', 'model.p.c'] } },
    { uniqueId: 'test.p.t', because: { kind: 'downstream', path: ['model.p.a', 'model.p.b', 'model.p.c', 'test.p.t'] } },
  ]);
  expect(explainSelected(state([]), { select: ['result:error+'], exclude: [] })).toBeNull();
});

test.each([
  ['', 'a', '@@ -1,1 +1,1 @@\n-\n+a'],
  ['a\nb\nc', 'a\nx\nc', '@@ -1,3 +1,3 @@\n a\n-b\n+x\n c'],
  ['1\n2\n3\n4\n5\n6', '1\n2\n3\n4\n5\n6\n7', '@@ -4,3 +4,4 @@\n 4\n 5\n 6\n+7'],
  ['a\nb\na\nb', 'b\na\nb', '@@ -1,4 +1,3 @@\n-a\n b\n a\n b'],
  ['same', 'same', ''],
])('the difference of %j and %j', (one, other, expected) => {
  expect(diffLines(one, other)).toBe(expected);
});
