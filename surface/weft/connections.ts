/** Warehouses of the account and the credentials with which a project's environments enter them. */
import { idSchema } from '@weft/base/id';
import { createConnection, listConnections } from '@weft/domain/connections/create-connection';
import { createCredential, getCredential } from '@weft/domain/connections/credentials';
import type { Connection, Credential } from '@weft/domain/connections/model';
import { getProject } from '@weft/domain/projects/get-project';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireConnection } from '@weft/wire/weft/connection';
import type { WireCredential } from '@weft/wire/weft/credential';
import { z } from 'zod';
import { listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const projectId = idSchema<'project'>();
const credentialBody = z.object({
  adapter: z.enum(['duckdb', 'postgres']),
  target_schema: z.string(),
  target_name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'letters, digits and underscores')
    .optional(),
  threads: z.number().int().optional(),
  username: z.string().max(255).nullish(),
  password: z.string().max(4096).nullish(),
});

export const connectionRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/connections/',
    needs: 'connections:read',
    isList: true,
    input: z.object({ accountId, query: pageSchema }),
    answer: async (host, input) => listedFrom(await listConnections(host, input.accountId), input.query, presentConnection),
  }),
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/connections/',
    needs: 'connections:write',
    status: 201,
    input: z.object({ accountId, body: z.object({ name: z.string(), adapter: z.string(), config: z.unknown() }) }),
    changes: { event: 'connection.created' },
    answer: async (host, { accountId, body }) =>
      presentConnection(await createConnection(host, { accountId, name: body.name, adapter: body.adapter, config: body.config })),
  }),
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/projects/:projectId/credentials/',
    needs: 'credentials:write',
    status: 201,
    input: z.object({ accountId, projectId, body: credentialBody }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    changes: { event: 'credential.created' },
    answer: async (host, { accountId, projectId, body }) => {
      const { adapter, username, password } = body;
      const credential = await createCredential(host, {
        accountId,
        projectId,
        adapter,
        targetSchema: body.target_schema,
        ...(body.target_name === undefined ? {} : { targetName: body.target_name }),
        ...(body.threads === undefined ? {} : { threads: body.threads }),
        username: username ?? null,
        password: password ?? null,
      });
      return presentCredential(credential);
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/projects/:projectId/credentials/:credentialId/',
    needs: 'credentials:read',
    input: z.object({ accountId, projectId, credentialId: idSchema<'credential'>() }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    answer: async (host, { credentialId, ...place }) => presentCredential(await getCredential(host, place, credentialId)),
  }),
];

function presentConnection(connection: Connection): WireConnection {
  const base = {
    id: connection.id,
    account_id: connection.accountId,
    name: connection.name,
    created_at: wireTimestamp(connection.createdAt),
    updated_at: wireTimestamp(connection.updatedAt),
  };
  return connection.adapter === 'duckdb'
    ? { ...base, adapter: 'duckdb', config: connection.config }
    : { ...base, adapter: 'postgres', config: connection.config };
}

function presentCredential(credential: Credential): WireCredential {
  return {
    id: credential.id,
    account_id: credential.accountId,
    project_id: credential.projectId,
    adapter: credential.adapter,
    target_schema: credential.targetSchema,
    target_name: credential.targetName,
    threads: credential.threads,
    username: credential.username,
    has_password: credential.hasPassword,
    created_at: wireTimestamp(credential.createdAt),
    updated_at: wireTimestamp(credential.updatedAt),
  };
}
