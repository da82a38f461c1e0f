import { expect, test } from 'vitest';
import { newAddress } from './old-addresses.ts';

test.each([
  ['/', '#/accounts/1/projects/2/runs/3/', '/deploy/1/projects/2/runs/3'],
  ['/', '#/accounts/1/projects/2/jobs/4', '/deploy/1/projects/2/jobs/4'],
  ['/next/deploy/1/projects/2/runs/3', '', '/deploy/1/projects/2/runs/3'],
  ['/next/accounts/1/projects/2/runs/3/', '', '/deploy/1/projects/2/runs/3'],
  ['/accounts/1/runs/3/', '', '/find/1/runs/3'],
  ['/accounts/1/runs/3/docs/', '', '/find/1/runs/3'],
  ['/accounts/1/jobs/4/docs/', '#!/model/model.shop.orders', '/find/1/jobs/4?model=model.shop.orders'],
  ['/explore/1/projects/2/environments/production/details/model.shop.orders', '', '/catalog/1/projects/2/nodes/model.shop.orders'],
  [
    '/explore/1/projects/2/environments/staging/details/model.shop.orders',
    '',
    '/deploy/1/projects/2/public-models?deployment=staging&model=model.shop.orders',
  ],
  ['/explore/1/projects/2', '', '/catalog/1/projects/2'],
  ['/explore/1', '', '/catalog/1'],
  ['/develop/1/projects/2', '', '/deploy/1/projects/2'],
  ['/settings/profile/credentials/2', '', '/find/project/2'],
])('%s%s, which another program links to, leads to the page', (path, hash, expected) => {
  expect(newAddress(path, hash)).toBe(expected);
});

test.each(['/', '/deploy/1/projects/2', '/accounts/1', '/deploy/1/runs', '/mesh/1'])('%s stays as it is', (path) => {
  expect(newAddress(path, '')).toBeNull();
});
