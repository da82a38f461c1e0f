/** Every operation of the published descriptions, and the route of ours that answers it. */
import { isDescribed, readDescription, type Version } from '@weft/kit/api-description';
import { smallRoutes } from '@weft/server/build-app';
import type { AnyRoute } from '@weft/surface/kit/route';

export interface Operation {
  readonly version: Version;
  /** In small letters, as descriptions have it. */
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As described: `/api/v2/accounts/{account_id}/jobs/{id}/`. */
  readonly path: string;
  /** `v2 POST /accounts/{account_id}/jobs/`. */
  readonly name: string;
  /** null: nothing of ours answers it. */
  readonly route: AnyRoute | null;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
export const routes = smallRoutes({ facts: { version: '0.0.0', dbtVersions: [] }, readiness: [] });
const byShape = new Map(routes.map((it) => [`${it.method} ${shapeOf(it.path)}`, it]));

/** Without what parameters are called and without the last slash: two paths of one shape are one address. */
export function shapeOf(path: string): string {
  return path.replace(/\/$/, '').replace(/:\w+|\{\w+\}|\*/g, '·');
}

export function nameOf(version: Version, method: string, path: string): string {
  return `${version} ${method.toUpperCase()} ${path.replace(`/api/${version}`, '')}`;
}

export const operations: readonly Operation[] = isDescribed ? (['v2', 'v3'] as const).flatMap(operationsOf) : [];

function operationsOf(version: Version): Operation[] {
  return Object.entries(readDescription(version).paths).flatMap(([path, described]) =>
    methods.flatMap((method) => {
      if (described[method] === undefined) return [];
      const route = byShape.get(`${method.toUpperCase()} ${shapeOf(path)}`) ?? null;
      return [{ version, method, path, name: nameOf(version, method, path), route }];
    }),
  );
}
