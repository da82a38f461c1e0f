/** `GET /api/v2/constants/`: the permission sets that grants can name, and what each may; it is in no published description. */
import { isByCategory, permissionSets, permissionsOf, writableByCategory } from '@weft/domain/access/permission-sets';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

export const constantsRoute: AnyRoute = route({
  method: 'GET',
  path: '/api/v2/constants/',
  needs: 'caller',
  input: z.object({}),
  answer: async () => ({
    permissions_sets: Object.fromEntries(permissionSets.map((set) => [set, titleOf(set)])),
    permissions_statements: {
      permissions: Object.fromEntries(permissionSets.map((set) => [set, [...permissionsOf(set)].sort()])),
      /** Beside those, in environments of the categories that a grant names. */
      permissions_by_category: Object.fromEntries(permissionSets.filter(isByCategory).map((set) => [set, [...writableByCategory].sort()])),
    },
  }),
});

function titleOf(code: string): string {
  return code.replace(/(^|_)([a-z])/g, (_, gap: string, letter: string) => `${gap === '' ? '' : ' '}${letter.toUpperCase()}`);
}
