import { expect, test } from 'vitest';
import { stepsLeft } from './set-up-state.ts';

const nothing = { isHybrid: false, production: null, repository: null, job: null };

test('a project that Weft runs is set up in four steps', () => {
  expect(stepsLeft(nothing)).toEqual(['connection', 'repository', 'environment', 'job']);
});

test('a hybrid project needs neither warehouse nor repository', () => {
  expect(stepsLeft({ ...nothing, isHybrid: true })).toEqual(['environment']);
});
