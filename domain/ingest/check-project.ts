/** Tells early whether artifacts are of the dbt project that they are sent to: while the uploader still listens. */
import type { Host } from '@weft/host/host';
import { dbtNameMismatch } from '../projects/change-project.ts';
import { checkDbtProjectName, dbtNameTaken } from '../projects/create-project.ts';
import { listProjects } from '../projects/get-project.ts';
import type { IntakePlace } from './store-intakes.ts';

/** The check throws invalid `project.dbt_name_invalid`; conflict `project.dbt_name_mismatch`, `project.dbt_name_taken`; what holds in the end is decided when the name is bound. */
export async function makeProjectCheck(host: Host, { accountId, projectId }: IntakePlace): Promise<(dbtProjectName: string) => void> {
  const projects = await listProjects(host, accountId);
  const own = projects.find(({ id }) => id === projectId);
  return (dbtProjectName) => {
    checkDbtProjectName(dbtProjectName);
    if (own?.dbtProjectName === dbtProjectName) return;
    if (own && own.dbtProjectName !== null) throw dbtNameMismatch(own, dbtProjectName);
    if (projects.some((project) => project.dbtProjectName === dbtProjectName)) throw dbtNameTaken(dbtProjectName);
  };
}
