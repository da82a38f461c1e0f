import { expect, test } from 'vitest';
import { commitUrlOf } from './commit-url.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';

test.each([
  [null, null],
  ['https://github.com/acme/analytics.git', `https://github.com/acme/analytics/commit/${sha}`],
  ['git@github.com:acme/analytics.git', `https://github.com/acme/analytics/commit/${sha}`],
  ['ssh://git@github.com:22/acme/analytics.git', `https://github.com/acme/analytics/commit/${sha}`],
  ['https://gitlab.example.com:8443/team/dbt/shop', `https://gitlab.example.com:8443/team/dbt/shop/-/commit/${sha}`],
  ['git@bitbucket.org:acme/shop.git', `https://bitbucket.org/acme/shop/commits/${sha}`],
  ['https://dev.azure.com/acme/data/_git/shop', `https://dev.azure.com/acme/data/_git/shop/commit/${sha}`],
  ['git@ssh.dev.azure.com:v3/acme/data/shop', `https://dev.azure.com/acme/data/_git/shop/commit/${sha}`],
  ['https://git.example.com/acme/shop.git', null],
])('a commit of %s is read at %s', (remoteUrl, url) => {
  expect(commitUrlOf({ remoteUrl }, sha)).toBe(url);
});
