/** How long the one decision about permissions takes: a caller with many grants who is refused, so that each grant is looked at, and the making of such a caller. */
import { asId } from '@weft/base/id';
import type { Caller, Grant } from '@weft/domain/access/model';
import { hold, may } from '@weft/domain/access/model';
import { permissionSets, permissions } from '@weft/domain/access/permission-sets';
import { figure, limitRow, percentile, type Row } from './row.ts';

const grantCount = 200;
const samples = 2_000;
const perSample = 50;

export async function measurePermission(): Promise<readonly Row[]> {
  const accountId = asId<'account'>(1);
  const sets = permissionSets.filter((set) => set !== 'owner' && set !== 'account_admin');
  const grants = Array.from({ length: grantCount }, (_, at): Grant => {
    const permissionSet = sets[at % sets.length] ?? 'developer';
    return { accountId, permissionSet, projectId: asId<'project'>(at + 1), writableEnvironmentCategories: ['staging'] };
  });
  // Half of all permissions, as a licence or the scopes of a token leave them.
  const cap = new Set(permissions.filter((_, at) => at % 2 === 0));
  const caller: Caller = { kind: 'user', userId: null, serviceTokenId: null, label: 'x', grants: hold(grants, [cap]) };
  const place = { accountId, projectId: asId<'project'>(grantCount + 1), environmentCategory: 'production' } as const;
  const deciding = time(() => permissions.some((permission) => may(caller, permission, place)), permissions.length);
  const making = time(() => hold(grants, [cap]), 1);
  const detail = `${grantCount} grants, none of which fits; ${samples * perSample} times`;
  const name = 'permission';
  return [
    limitRow({ name, what: 'one decision, p99', ours: figure(percentile(deciding, 99), 'ms'), atMost: 0.1, detail }),
    limitRow({
      name,
      what: 'making the caller, p99',
      ours: figure(percentile(making, 99), 'ms'),
      atMost: 2,
      detail: `${grantCount} grants under a cap`,
    }),
  ];
}

/** Milliseconds for one of the `parts` of what is done, averaged over so many that the clock is fine enough. */
function time(work: () => unknown, parts: number): number[] {
  const times: number[] = [];
  for (let sample = -100; sample < samples; sample++) {
    const start = performance.now();
    for (let count = 0; count < perSample; count++) work();
    if (sample >= 0) times.push((performance.now() - start) / perSample / parts);
  }
  return times;
}
