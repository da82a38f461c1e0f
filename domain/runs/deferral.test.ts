import { asId } from '@weft/base/id';
import { expect, test } from 'vitest';
import { chooseDeferral, missing, missingReasons, standsForEnvironment } from './deferral.ts';

const own = asId<'environment'>(5);
const environmentId = asId<'environment'>(9);
const jobId = asId<'job'>(7);
const environment = { kind: 'environment', environmentId };
const job = { kind: 'job', jobId };
const production = { kind: 'production' };

test.each([
  ['ci', null, null, { compared: production, deferred: production }],
  ['merge', null, null, { compared: { kind: 'environment', environmentId: own }, deferred: { kind: 'environment', environmentId: own } }],
  ['scheduled', null, null, null],
  ['other', null, null, null],
  ['ci', environmentId, null, { compared: environment, deferred: environment }],
  ['other', null, jobId, { compared: job, deferred: job }],
  ['scheduled', environmentId, jobId, { compared: job, deferred: environment }],
])('a %s job with environment %s and job %s defers as it should', (jobType, deferringEnvironmentId, deferringJobId, expected) => {
  expect(chooseDeferral({ jobType, environmentId: own, deferringEnvironmentId, deferringJobId })).toEqual(expected);
});

test.each([
  ['other', [null], true],
  ['merge', ['build'], true],
  ['ci', ['build'], false],
  ['hybrid', ['build'], true],
  ['hybrid', ['test', 'run'], true],
  ['hybrid', ['compile'], false],
  ['hybrid', [null], false],
  ['hybrid', ['generate'], false],
])('a successful %s run of %s stands for its environment: %s', (jobType, commands, expected) => {
  expect(standsForEnvironment({ jobType, commands })).toBe(expected);
});

test('each reason why there is no state has words of its own', () => {
  const words = missingReasons.map((reason) => missing(reason, 'Production').why);
  expect(new Set(words).size).toBe(missingReasons.length);
});
