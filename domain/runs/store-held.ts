/** The SQL that tells which invocations runs still need. */
import { type Id, idSchema } from '@weft/base/id';
import type { Db } from '@weft/host/database';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { run, step } from './tables.ts';

export async function selectHeldInvocations(db: Db, accountId: Id<'account'>): Promise<Id<'invocation'>[]> {
  const { rows } = await db.execute(sql`
    select distinct s.invocation_id::float8 as id from ${step} s
    where s.invocation_id is not null and s.run_id in (
      select r.id from ${run} r where r.account_id = ${accountId} and r.state in ('queued', 'starting', 'running')
      union
      select max(r.id) from ${run} r where r.account_id = ${accountId} and r.state = 'succeeded' group by r.job_id, r.environment_id
    )`);
  return z
    .array(z.object({ id: idSchema<'invocation'>() }))
    .parse(rows)
    .map(({ id }) => id);
}
