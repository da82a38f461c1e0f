import { asId } from '@weft/base/id';
import type { NodeChange, Reason } from '@weft/dbt/state/compare-states';
import { expect, test } from 'vitest';
import { type IgnoreRule, ignoredNodes, keepChanges } from './selection.ts';

const reason = (facet: Reason['facet'], key: string | null = null, isSeen = true): Reason => ({
  ...{ facet, key, before: 1, after: 2, diff: null, path: null, note: null },
  selectors: isSeen ? ['modified'] : [],
});
const change = (uniqueId: string, reasons: readonly Reason[], kind: NodeChange['change'] = 'modified'): NodeChange => ({
  ...{ uniqueId, reasons, change: kind },
  selectors: ['modified'],
});
const rule = (nodePattern: string, facet: Reason['facet'], key: string | null = null): IgnoreRule => ({
  ...{ id: asId<'ignoreRule'>(1), projectId: asId<'project'>(1), nodePattern, facet, key, why: 'x', createdBy: 'x' },
  createdAt: new Date(0),
});

test.each<[string, NodeChange, IgnoreRule[], boolean]>([
  ['its only reason', change('model.a.b', [reason('config', 'meta')]), [rule('model.a.b', 'config', 'meta')], true],
  ['any key', change('model.a.b', [reason('config', 'meta')]), [rule('model.a.b', 'config')], true],
  ['a pattern', change('model.a.b', [reason('fqn')]), [rule('model.*.b', 'fqn')], true],
  ['another key', change('model.a.b', [reason('config', 'meta')]), [rule('model.a.b', 'config', 'tags')], false],
  ['another node', change('model.a.bc', [reason('fqn')]), [rule('model.a.b', 'fqn')], false],
  ['one reason of two', change('model.a.b', [reason('config', 'meta'), reason('body')]), [rule('*', 'config')], false],
  ['all but what dbt does not see', change('model.a.b', [reason('fqn'), reason('edges', null, false)]), [rule('*', 'fqn')], true],
  ['a new node', change('model.a.b', [reason('macro', 'macro.a.m')], 'new'), [rule('*', 'macro')], false],
  ['a part twice', change('a.a', [reason('fqn')]), [rule('a.a*a', 'fqn')], false],
])('a rule for %s', (_, changed, rules, isIgnored) => {
  expect(ignoredNodes([changed], rules).has(changed.uniqueId)).toBe(isIgnored);
});

test('no secret is in what is kept of a change, nor half of one where a long text is cut', () => {
  const scrub = (text: string) => text.replaceAll('Zebra-42', '***').replaceAll('77441122', '***');
  const secretReason = (facet: Reason['facet'], given: Partial<Reason>): Reason => ({ ...reason(facet, null), ...given });
  const reasons = [
    secretReason('body', { before: null, after: null, diff: `${'x'.repeat(19_996)}Zebra-42` }),
    secretReason('config', { key: 'meta', before: { owner: 'a', 'Zebra-42': 1 }, after: { list: [{ pin: 77441122 }, 'by Zebra-42'] } }),
    secretReason('columns', { key: 'Zebra-42', before: undefined, after: `${'x'.repeat(19_995)}Zebra-42` }),
  ];
  const known = { rules: [], ignored: new Set<string>(), selected: new Set<string>(), nodeOf: () => undefined, scrub };
  const { changes } = keepChanges([change('model.a.b', reasons)], known);
  expect(JSON.stringify(changes)).not.toMatch(/Zebr|77441122/);
  expect(changes[0]?.reasons[1]).toMatchObject({ before: { owner: 'a', '***': 1 }, after: { list: [{ pin: '***' }, 'by ***'] } });
});
