/** Reads grants as clients write them, for groups and service tokens alike. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { readCategories, readPermissionSet } from '@weft/domain/access/grant';
import type { Grant } from '@weft/domain/access/model';
import { getProject } from '@weft/domain/projects/get-project';
import type { Host } from '@weft/host/host';
import { z } from 'zod';

const grantSchema = z.object({
  permission_set: z.string(),
  project_id: idSchema<'project'>().nullish(),
  all_projects: z.boolean().nullish(),
  writable_environment_categories: z.array(z.string().max(40)).max(20).nullish(),
  state: z.number().int().nullish(),
});
export const grantList = z.array(grantSchema).max(200);

/** A grant on a project of another account would be a door into it. What is marked as deleted (`state` 2) is left out. */
export async function readGrants(host: Host, accountId: Id<'account'>, grants: z.infer<typeof grantList>): Promise<Grant[]> {
  return Promise.all(
    grants
      .filter(({ state }) => state !== 2)
      .map(async (grant) => {
        const isForAll = grant.all_projects === true || grant.project_id == null;
        if (isForAll && grant.all_projects === false)
          throw new Fault(
            'invalid',
            'request.invalid',
            `Say in project_id for which project ${grant.permission_set} is granted, or set all_projects.`,
          );
        const permissionSet = readPermissionSet(grant.permission_set);
        const writableEnvironmentCategories = readCategories(grant.writable_environment_categories ?? []);
        const projectId = isForAll || grant.project_id == null ? null : (await getProject(host, accountId, grant.project_id)).id;
        return { accountId, permissionSet, projectId, writableEnvironmentCategories };
      }),
  );
}
