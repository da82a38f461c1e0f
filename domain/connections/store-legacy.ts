/** SQL on what beside connections and credentials the official API knows: adapters of projects, OAuth configurations, SSH tunnels. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { InProject } from './model.ts';
import { oauthConfiguration, projectAdapter, sshTunnel } from './tables.ts';

type Row<Table extends { readonly $inferSelect: object }> = Omit<Readonly<Table['$inferSelect']>, 'deletedAt'>;
type Values<Table extends { readonly $inferSelect: object }> = Omit<Row<Table>, 'id' | 'createdAt' | 'updatedAt'>;
type Change<Table extends { readonly $inferSelect: object }> = Partial<Values<Table>> & {
  readonly updatedAt: Date;
  readonly deletedAt?: Date;
};

export type ProjectAdapter = Row<typeof projectAdapter>;
export type OauthConfiguration = Row<typeof oauthConfiguration>;
export type SshTunnel = Row<typeof sshTunnel>;

export async function insertProjectAdapter(tx: Tx, values: Values<typeof projectAdapter>, at: Date): Promise<ProjectAdapter> {
  const [row] = await tx
    .insert(projectAdapter)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function updateProjectAdapter(tx: Tx, id: Id<'projectAdapter'>, change: Change<typeof projectAdapter>): Promise<void> {
  await tx.update(projectAdapter).set(change).where(eq(projectAdapter.id, id));
}

export async function selectProjectAdapter(
  db: Db | Tx,
  { accountId, projectId }: InProject,
  id: Id<'projectAdapter'>,
): Promise<ProjectAdapter | null> {
  const { id: key, accountId: account, projectId: project, deletedAt } = projectAdapter;
  const [row] = await db
    .select()
    .from(projectAdapter)
    .where(and(eq(key, id), eq(account, accountId), eq(project, projectId), isNull(deletedAt)));
  return row ?? null;
}

export async function insertOauthConfiguration(tx: Tx, values: Values<typeof oauthConfiguration>, at: Date): Promise<OauthConfiguration> {
  const [row] = await tx
    .insert(oauthConfiguration)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function updateOauthConfiguration(
  tx: Tx,
  id: Id<'oauthConfiguration'>,
  change: Change<typeof oauthConfiguration>,
): Promise<void> {
  await tx.update(oauthConfiguration).set(change).where(eq(oauthConfiguration.id, id));
}

/** In order of id. */
export async function selectOauthConfigurations(db: Db | Tx, accountId: Id<'account'>): Promise<OauthConfiguration[]> {
  return db
    .select()
    .from(oauthConfiguration)
    .where(and(eq(oauthConfiguration.accountId, accountId), isNull(oauthConfiguration.deletedAt)))
    .orderBy(asc(oauthConfiguration.id));
}

export async function insertSshTunnel(tx: Tx, values: Values<typeof sshTunnel>, at: Date): Promise<SshTunnel> {
  const [row] = await tx
    .insert(sshTunnel)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function updateSshTunnel(tx: Tx, id: Id<'sshTunnel'>, change: Change<typeof sshTunnel>): Promise<void> {
  await tx.update(sshTunnel).set(change).where(eq(sshTunnel.id, id));
}

/** In order of id. */
export async function selectSshTunnels(db: Db | Tx, accountId: Id<'account'>): Promise<SshTunnel[]> {
  return db
    .select()
    .from(sshTunnel)
    .where(and(eq(sshTunnel.accountId, accountId), isNull(sshTunnel.deletedAt)))
    .orderBy(asc(sshTunnel.id));
}
