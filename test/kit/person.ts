/** A member of the house's account who is signed in with a browser. */
import type { Id } from '@weft/base/id';
import { asId } from '@weft/base/id';
import { addMember } from '@weft/domain/access/add-member';
import type { Licence } from '@weft/domain/identity/model';
import { startSession } from '@weft/domain/identity/start-session';
import type { Answer, AppHouse } from './app.ts';

export interface Person {
  readonly id: Id<'user'>;
  readonly email: string;
  /** What their browser sends with every request, from a page of Weft's. */
  readonly headers: Readonly<Record<string, string>>;
  ask(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown): Promise<Answer>;
}

/** `groups`: by name, beside the default ones. They have no password. */
export async function makePerson(
  house: AppHouse,
  { licence = 'developer', groups = [] }: { readonly licence?: Licence; readonly groups?: readonly string[] } = {},
): Promise<Person> {
  const { accountId } = house;
  const { id, email, groupIds } = await house.database.withClient(async (client) => {
    const at = house.clock.now();
    const made = await client.query<{ id: number; email: string }>(
      `insert into identity.user (email, first_name, last_name, created_at)
       select 'person' || (count(*) + 1) || '@example.com', 'Ann', 'Analyst', $1 from identity.user returning id, email`,
      [at],
    );
    const found = await client.query<{ id: number }>('select id from access."group" where account_id = $1 and name = any($2)', [
      accountId,
      groups,
    ]);
    const [row] = made.rows;
    if (!row || found.rows.length !== groups.length) throw new Error(`no person in ${groups.join(', ')} could be made`);
    return { id: asId<'user'>(row.id), email: row.email, groupIds: found.rows.map((it) => asId<'group'>(it.id)) };
  });
  const visitor = { address: '127.0.0.1', userAgent: 'test', deviceToken: null };
  const { token } = await house.database.transaction(async (tx) => {
    await addMember(house, tx, { accountId, userId: id, licence, groupIds });
    return startSession(house, tx, { userId: id, email }, 'password', visitor);
  });
  const headers = { cookie: `weft_session=${token}`, origin: 'http://localhost', host: 'localhost' };
  return { id, email, headers, ask: (method, url, body) => house.ask(method, url, { token: null, body, headers }) };
}
