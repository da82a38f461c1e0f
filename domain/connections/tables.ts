/** The tables of connections: where a warehouse is, and with what it is entered. */
import type { Id } from '@weft/base/id';
import { adapterNames } from '@weft/engine/venv/track-table';
import { bigint, boolean, integer, jsonb, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });
const id = <Noun extends string>(name: string) => bigint(name, { mode: 'number' }).$type<Id<Noun>>();
const key = <Noun extends string>() => id<Noun>('id').generatedAlwaysAsIdentity().primaryKey();
const account = () => id<'account'>('account_id').notNull();
const project = () => id<'project'>('project_id').notNull();
const times = () => ({ createdAt: at('created_at').notNull(), updatedAt: at('updated_at').notNull(), deletedAt: at('deleted_at') });

export const connections = pgSchema('connections');

export const connection = connections.table('connection', {
  id: key<'connection'>(),
  accountId: account(),
  name: text('name').notNull(),
  adapter: text('adapter', { enum: adapterNames }).notNull(),
  config: jsonb('config').$type<unknown>().notNull(),
  adapterVersion: text('adapter_version').notNull(),
  sealed: jsonb('sealed').$type<unknown>().notNull().default({}),
  isSshTunnelEnabled: boolean('is_ssh_tunnel_enabled').notNull().default(false),
  oauthConfigurationId: id<'oauthConfiguration'>('oauth_configuration_id'),
  createdBy: text('created_by').notNull().default(''),
  maxRuns: integer('max_runs'),
  ...times(),
});

export const credential = connections.table('credential', {
  id: key<'credential'>(),
  accountId: account(),
  projectId: project(),
  adapter: text('adapter', { enum: adapterNames }).notNull(),
  targetSchema: text('target_schema').notNull(),
  targetName: text('target_name').notNull(),
  threads: integer('threads').notNull(),
  adapterVersion: text('adapter_version').notNull(),
  plain: jsonb('plain').$type<unknown>().notNull().default({}),
  sealed: jsonb('sealed').$type<unknown>().notNull().default({}),
  rotatedAt: at('rotated_at'),
  ...times(),
});

export const extendedAttributes = connections.table('extended_attributes', {
  id: key<'extendedAttributes'>(),
  accountId: account(),
  projectId: project(),
  text: text('text').notNull(),
  ...times(),
});

export const profile = connections.table('profile', {
  id: key<'profile'>(),
  accountId: account(),
  projectId: project(),
  key: text('key').notNull(),
  connectionId: id<'connection'>('connection_id').notNull(),
  credentialId: id<'credential'>('credential_id').notNull(),
  extendedAttributesId: id<'extendedAttributes'>('extended_attributes_id'),
  ...times(),
});

export const userCredential = connections.table('user_credential', {
  id: key<'userCredential'>(),
  accountId: account(),
  userId: id<'user'>('user_id').notNull(),
  projectId: project(),
  credentialId: id<'credential'>('credential_id').notNull(),
  ...times(),
});

export const credentialKey = connections.table('credential_key', {
  id: key<'credentialKey'>(),
  credentialId: id<'credential'>('credential_id').notNull(),
  state: text('state', { enum: ['next', 'current', 'retired', 'forgotten'] }).notNull(),
  fingerprint: text('fingerprint').notNull(),
  publicKey: text('public_key').notNull(),
  sealed: jsonb('sealed').$type<unknown>().notNull(),
  createdAt: at('created_at').notNull(),
  currentAt: at('current_at'),
  retiredAt: at('retired_at'),
});

export const oauthConfiguration = connections.table('oauth_configuration', {
  id: key<'oauthConfiguration'>(),
  accountId: account(),
  type: text('type').notNull(),
  name: text('name').notNull(),
  clientId: text('client_id').notNull(),
  sealedClientSecret: text('sealed_client_secret'),
  authorizeUrl: text('authorize_url').notNull(),
  tokenUrl: text('token_url').notNull(),
  redirectUri: text('redirect_uri').notNull(),
  applicationIdUri: text('application_id_uri'),
  ...times(),
});

export const oauthRequest = connections.table('oauth_request', {
  stateHash: text('state_hash').primaryKey(),
  accountId: account(),
  userId: id<'user'>('user_id').notNull(),
  connectionId: id<'connection'>('connection_id').notNull(),
  sealedVerifier: text('sealed_verifier').notNull(),
  createdAt: at('created_at').notNull(),
});

export const warehouseIdentity = connections.table('warehouse_identity', {
  id: key<'warehouseIdentity'>(),
  accountId: account(),
  userId: id<'user'>('user_id').notNull(),
  connectionId: id<'connection'>('connection_id').notNull(),
  username: text('username').notNull(),
  sealedRefreshToken: text('sealed_refresh_token').notNull(),
  linkedAt: at('linked_at').notNull(),
  expiresAt: at('expires_at'),
});

export const sshTunnel = connections.table('ssh_tunnel', {
  id: key<'sshTunnel'>(),
  accountId: account(),
  connectionId: id<'connection'>('connection_id').notNull(),
  username: text('username').notNull(),
  port: integer('port').notNull(),
  hostname: text('hostname').notNull(),
  publicKey: text('public_key').notNull(),
  sealedPrivateKey: text('sealed_private_key').notNull(),
  ...times(),
});

export const semanticLayerCredential = connections.table('semantic_layer_credential', {
  id: key<'semanticLayerCredential'>(),
  accountId: account(),
  projectId: project(),
  name: text('name').notNull(),
  adapterVersion: text('adapter_version').notNull(),
  plain: jsonb('plain').$type<unknown>().notNull(),
  sealed: jsonb('sealed').$type<unknown>().notNull(),
  ...times(),
});

export const semanticLayerConfiguration = connections.table('semantic_layer_configuration', {
  id: key<'semanticLayerConfiguration'>(),
  accountId: account(),
  projectId: project(),
  environmentId: id<'environment'>('environment_id').notNull(),
  ...times(),
});

export const projectAdapter = connections.table('project_adapter', {
  id: key<'projectAdapter'>(),
  accountId: account(),
  projectId: project(),
  adapterVersion: text('adapter_version').notNull(),
  metadata: jsonb('metadata').$type<unknown>().notNull(),
  createdById: id<'user'>('created_by_id'),
  createdByServiceTokenId: id<'serviceToken'>('created_by_service_token_id'),
  ...times(),
});

export const connectionTest = connections.table('connection_test', {
  id: key<'connectionTest'>(),
  accountId: account(),
  connectionId: id<'connection'>('connection_id'),
  credentialId: id<'credential'>('credential_id'),
  projectId: id<'project'>('project_id'),
  askedBy: text('asked_by').notNull(),
  userId: id<'user'>('user_id'),
  serviceTokenId: id<'serviceToken'>('service_token_id'),
  credentialKeyId: id<'credentialKey'>('credential_key_id'),
  state: text('state', { enum: ['running', 'succeeded', 'failed'] }).notNull(),
  steps: jsonb('steps').$type<unknown>().notNull(),
  advice: jsonb('advice').$type<unknown>(),
  detail: text('detail'),
  createdAt: at('created_at').notNull(),
  finishedAt: at('finished_at'),
});
