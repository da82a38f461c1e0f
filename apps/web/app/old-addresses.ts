/** Where addresses that other programs link to lead: kept forever, since they stand in tickets and dashboards. */

/**
 * A path (with its query and hash) of another program's making → ours, or null when it is ours already.
 * `/next/…` was once put before every address; `/#/accounts/…` comes from older clients; `/explore` opens the catalog, `/develop` the project.
 */
export function newAddress(path: string, hash: string): string | null {
  if (path === '/' && hash.startsWith('#/')) {
    const inside = hash.slice(1);
    return newAddress(inside, '') ?? inside;
  }
  for (const [pattern, build] of rules) {
    const match = pattern.exec(path);
    if (match) return build(match.slice(1), hash);
  }
  return null;
}

const rules: readonly [RegExp, (parts: readonly string[], hash: string) => string][] = [
  [/^\/next(\/.*)$/, ([rest = '/']) => newAddress(rest, '') ?? rest],
  [/^\/accounts\/(\d+)\/projects\/(\d+)\/(runs|jobs)\/(\d+)\/?$/, ([a, p, what, id]) => `/deploy/${a}/projects/${p}/${what}/${id}`],
  [/^\/accounts\/(\d+)\/projects\/(\d+)\/?$/, ([a, p]) => `/deploy/${a}/projects/${p}`],
  [/^\/accounts\/(\d+)\/(runs|jobs)\/(\d+)\/docs\/?$/, ([a, what, id], hash) => `/find/${a}/${what}/${id}${modelOf(hash)}`],
  [/^\/accounts\/(\d+)\/(runs|jobs)\/(\d+)\/?$/, ([a, what, id]) => `/find/${a}/${what}/${id}`],
  [
    /^\/explore\/(\d+)\/projects\/(\d+)\/environments\/(production|staging)\/details\/([^/]+)/,
    ([a, p, type, id = '']) =>
      type === 'production'
        ? `/catalog/${a}/projects/${p}/nodes/${encodeURIComponent(decodeURIComponent(id))}`
        : `/deploy/${a}/projects/${p}/public-models?deployment=${type}&model=${encodeURIComponent(decodeURIComponent(id))}`,
  ],
  [/^\/explore\/(\d+)\/projects\/(\d+)\/?/, ([a, p]) => `/catalog/${a}/projects/${p}`],
  [/^\/explore\/(\d+)\/?$/, ([a]) => `/catalog/${a}`],
  [/^\/develop\/(\d+)\/projects\/(\d+)/, ([a, p]) => `/deploy/${a}/projects/${p}`],
  [/^\/settings\/profile\/credentials\/(\d+)/, ([p]) => `/find/project/${p}`],
];

/** `#!/model/model.shop.orders` of a documentation page. */
function modelOf(hash: string): string {
  const [, id] = /^#!\/\w+\/(.+)$/.exec(hash) ?? [];
  return id === undefined ? '' : `?model=${encodeURIComponent(id)}`;
}
