/** The whole application in process, with an account, a second one, and callers of both: what the tests of endpoints stand on. */

import type { Id } from '@weft/base/id';
import { asId } from '@weft/base/id';
import { foundAccount } from '@weft/domain/access/found-account';
import { grantServiceToken } from '@weft/domain/access/grant';
import type { PermissionSet } from '@weft/domain/access/permission-sets';
import { createOwner } from '@weft/domain/identity/create-owner';
import { createServiceToken } from '@weft/domain/identity/service-tokens';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { Environment, Project } from '@weft/domain/projects/model';
import { buildApp } from '@weft/server/build-app';
import type { EventStreamOptions } from '@weft/surface/kit/event-streams';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { House } from './house.ts';
import { openHouse } from './house.ts';

export type Answer = Awaited<ReturnType<FastifyInstance['inject']>>;

export interface AppHouse extends House {
  readonly app: FastifyInstance;
  readonly accountId: Id<'account'>;
  readonly otherAccountId: Id<'account'>;
  /** Secret of a service token with the owner's rights. */
  readonly ownerToken: string;
  /** Of the other account. */
  readonly strangerToken: string;
  /** A hybrid project with a production environment. */
  readonly project: Project;
  readonly production: Environment;
  /** The name of the first user, who owns the account. */
  readonly owner: { readonly email: string; readonly password: string };
  token(permissionSet: PermissionSet, projectId?: Id<'project'> | null): Promise<string>;
  /** `answer.json()` is the body. */
  ask(
    method: InjectOptions['method'],
    url: string,
    options?: { readonly token?: string | null; readonly body?: unknown; readonly headers?: Record<string, string> },
  ): Promise<Answer>;
}

export async function openAppHouse(
  options: {
    readonly at?: string;
    readonly variables?: Readonly<Record<string, string>>;
    readonly streamOptions?: EventStreamOptions;
  } = {},
): Promise<AppHouse> {
  const house = await openHouse(options);
  const owner = { email: 'owner@example.com', password: 'correct horse battery' };
  const { account } = await createOwner(house, { accountName: 'Acme', firstName: 'Own', lastName: 'Er', ...owner }, (tx, made, user) =>
    foundAccount(house, tx, { accountId: made.id, ownerId: user.id }),
  );
  const others = await house.database.withClient((client) =>
    client.query<{ id: number }>('insert into identity.account (name, created_at, updated_at) values ($1, $2, $2) returning id', [
      'Other',
      house.clock.now(),
    ]),
  );
  const otherAccountId = asId<'account'>(others.rows[0]?.id ?? 0);
  const makeToken = async (accountId: Id<'account'>, permissionSet: PermissionSet, projectId: Id<'project'> | null) => {
    const made = await createServiceToken(house, { accountId, name: permissionSet, createdBy: 'test' }, (tx, token) =>
      grantServiceToken(tx, token.id, [{ accountId, permissionSet, projectId }]),
    );
    return made.secret;
  };
  const project = await createProject(house, { accountId: account.id, name: 'Foundational', kind: 'hybrid' });
  const production = await createEnvironment(house, {
    accountId: account.id,
    projectId: project.id,
    name: 'Production',
    type: 'deployment',
    deploymentType: 'production',
  });
  const app = await buildApp(house, {
    facts: { version: '0.0.0', dbtVersions: [] },
    readiness: [],
    webFolder: null,
    streamOptions: options.streamOptions,
  });
  const ownerToken = await makeToken(account.id, 'owner', null);
  return {
    ...house,
    app,
    accountId: account.id,
    otherAccountId,
    ownerToken,
    strangerToken: await makeToken(otherAccountId, 'owner', null),
    project,
    production,
    owner,
    token: (permissionSet, projectId = null) => makeToken(account.id, permissionSet, projectId),
    async ask(method, url, { token = ownerToken, body, headers = {} } = {}) {
      const authorization = token === null ? {} : { authorization: `Token ${token}` };
      const content = body === undefined ? {} : { 'content-type': 'application/json' };
      return app.inject({
        method: method ?? 'GET',
        url,
        headers: { ...authorization, ...content, ...headers },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
    },
    async close() {
      await app.close();
      await house.close();
    },
  };
}
