/** The only SQL on projects.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { prepareOnce } from '@weft/host/prepare-once';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Environment, Project } from './model.ts';
import { environment, project } from './tables.ts';

type NewProject = Pick<Project, 'accountId' | 'name' | 'description' | 'kind' | 'dbtProjectName' | 'dbtProjectSubdirectory'> &
  Partial<Pick<Project, 'docsJobId' | 'freshnessJobId'>>;
type NewEnvironment = Pick<
  Environment,
  'accountId' | 'projectId' | 'name' | 'type' | 'deploymentType' | 'dbtVersion' | 'customBranch' | 'connectionId' | 'credentialId'
> &
  Partial<
    Pick<
      Environment,
      'extendedAttributesId' | 'primaryProfileId' | 'dbtProjectSubdirectory' | 'supportsDocs' | 'enableModelQueryHistory' | 'enableDbtState'
    >
  >;

export async function insertProject(tx: Tx, values: NewProject, at: Date): Promise<Project> {
  const [row] = await tx
    .insert(project)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function selectProject(db: Db | Tx, accountId: Id<'account'>, projectId: Id<'project'>): Promise<Project | null> {
  const [row] = await db
    .select()
    .from(project)
    .where(and(eq(project.id, projectId), eq(project.accountId, accountId), isNull(project.deletedAt)));
  return row ?? null;
}

export async function selectProjects(db: Db | Tx, accountId: Id<'account'>): Promise<Project[]> {
  return db
    .select()
    .from(project)
    .where(and(eq(project.accountId, accountId), isNull(project.deletedAt)))
    .orderBy(asc(project.id));
}

export async function updateProject(
  tx: Tx,
  projectId: Id<'project'>,
  change: Partial<NewProject> & { updatedAt: Date; deletedAt?: Date },
): Promise<void> {
  await tx.update(project).set(change).where(eq(project.id, projectId));
}

export async function insertEnvironment(tx: Tx, values: NewEnvironment, at: Date): Promise<Environment> {
  const [row] = await tx
    .insert(environment)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function selectEnvironment(
  db: Db | Tx,
  accountId: Id<'account'>,
  environmentId: Id<'environment'>,
): Promise<Environment | null> {
  const [row] = await db
    .select()
    .from(environment)
    .where(and(eq(environment.id, environmentId), eq(environment.accountId, accountId), isNull(environment.deletedAt)));
  return row ?? null;
}

/** Also one that was deleted: what its runs left behind is still where it led. */
export async function selectEnvironmentOfOld(
  db: Db,
  accountId: Id<'account'>,
  environmentId: Id<'environment'>,
): Promise<Environment | null> {
  const [row] = await db
    .select()
    .from(environment)
    .where(and(eq(environment.id, environmentId), eq(environment.accountId, accountId)));
  return row ?? null;
}

export async function selectEnvironments(db: Db | Tx, accountId: Id<'account'>): Promise<Environment[]> {
  return db
    .select()
    .from(environment)
    .where(and(eq(environment.accountId, accountId), isNull(environment.deletedAt)))
    .orderBy(asc(environment.id));
}

/** As much of an environment and its project as decides which one stands for the project. */
export interface Place {
  readonly projectId: Id<'project'>;
  readonly projectName: string;
  readonly dbtProjectName: string | null;
  readonly environmentId: Id<'environment'>;
  readonly deploymentType: Environment['deploymentType'];
}

const placesStatement = prepareOnce((db) =>
  db
    .select({
      projectId: project.id,
      projectName: project.name,
      dbtProjectName: project.dbtProjectName,
      environmentId: environment.id,
      deploymentType: environment.deploymentType,
    })
    .from(project)
    .innerJoin(environment, eq(environment.projectId, project.id))
    .where(and(eq(project.accountId, sql.placeholder('accountId')), isNull(project.deletedAt), isNull(environment.deletedAt)))
    .orderBy(asc(project.id), asc(environment.id))
    .prepare('places'),
);

export function selectPlaces(db: Db, accountId: Id<'account'>): Promise<Place[]> {
  return placesStatement(db).execute({ accountId });
}

export async function updateEnvironment(
  tx: Tx,
  environmentId: Id<'environment'>,
  change: Partial<NewEnvironment> & { updatedAt: Date; deletedAt?: Date },
): Promise<void> {
  await tx.update(environment).set(change).where(eq(environment.id, environmentId));
}

export async function deleteEnvironmentsOf(tx: Tx, projectId: Id<'project'>, at: Date): Promise<void> {
  await tx
    .update(environment)
    .set({ deletedAt: at, updatedAt: at })
    .where(and(eq(environment.projectId, projectId), isNull(environment.deletedAt)));
}
