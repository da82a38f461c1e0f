/** Links a person to who they are at a warehouse: by its own sign-in page, OAuth with a code, PKCE and a refresh token. */
import { createHash, randomBytes } from 'node:crypto';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { askToken, type TokenServer } from './ask-token.ts';
import { openConnection } from './create-connection.ts';
import type { Connection } from './model.ts';
import { getOauthConfiguration, openClientSecret } from './oauth-configurations.ts';
import {
  deleteIdentity,
  insertRequest,
  replaceIdentity,
  selectIdentities,
  takeRequest,
  type WarehouseIdentity,
} from './store-identities.ts';

const minutesAtSignIn = 10;

interface SignInServer extends TokenServer {
  readonly authorizeUrl: string;
  readonly redirectUri: string;
  readonly scope: string;
  /** The adapter asks for access by itself, at the warehouse. */
  readonly isWarehouseItself: boolean;
}

/** Answers where the person's browser goes. Faults: not_found `connection.not_found`; conflict `warehouse_identity.not_offered`. */
export async function beginLink(
  host: Host,
  {
    accountId,
    userId,
    connectionId,
  }: { readonly accountId: Id<'account'>; readonly userId: Id<'user'>; readonly connectionId: Id<'connection'> },
): Promise<string> {
  const server = await serverOf(host, accountId, connectionId);
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(48).toString('base64url');
  const stateHash = hashOf(state);
  const createdAt = host.clock.now();
  const sealedVerifier = host.secretBox.seal(verifier, `oauth_request:${stateHash}`);
  const forgottenBefore = new Date(createdAt.getTime() - minutesAtSignIn * 60_000);
  await insertRequest(host.database.db, { stateHash, accountId, userId, connectionId, sealedVerifier, createdAt }, forgottenBefore);
  const url = new URL(server.authorizeUrl);
  const fields = {
    response_type: 'code',
    client_id: server.clientId,
    redirect_uri: server.redirectUri,
    scope: server.scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * `userId`: who is signed in where the answer arrives; it must be who began, else a stranger could have somebody sign in for them.
 * Faults: invalid `warehouse_identity.request_unknown`; unavailable `warehouse_identity.server_failed`; as `beginLink`.
 */
export async function finishLink(
  host: Host,
  userId: Id<'user'>,
  { state, code }: { readonly state: string; readonly code: string },
): Promise<WarehouseIdentity> {
  const stateHash = hashOf(state);
  const request = await takeRequest(host.database.db, stateHash);
  const at = host.clock.now();
  const isFresh = request !== null && at.getTime() - request.createdAt.getTime() <= minutesAtSignIn * 60_000;
  if (!request || !isFresh || request.userId !== userId)
    throw new Fault(
      'invalid',
      'warehouse_identity.request_unknown',
      'This sign-in was not begun here, was begun by somebody else, or took longer than ten minutes. Begin it again in your profile.',
    );
  const { accountId, connectionId } = request;
  const server = await serverOf(host, accountId, connectionId);
  const verifier = host.secretBox.open(request.sealedVerifier, `oauth_request:${stateHash}`);
  const answer = await askToken(server, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: server.redirectUri,
    code_verifier: verifier,
  });
  if (answer.refresh_token === undefined)
    throw new Fault(
      'unavailable',
      'warehouse_identity.server_failed',
      'The warehouse gave no refresh token, so you would have to sign in for every command. Let its security integration issue refresh tokens.',
    );
  const lasts = answer.refresh_token_expires_in;
  const expiresAt = lasts === undefined ? null : new Date(at.getTime() + lasts * 1000);
  const sealedRefreshToken = host.secretBox.seal(answer.refresh_token, purposeOf(userId, connectionId));
  const values = { accountId, userId, connectionId, username: answer.username ?? '', sealedRefreshToken, linkedAt: at, expiresAt };
  const id = await host.database.transaction((tx) => replaceIdentity(tx, values));
  return { id, ...values };
}

export function listIdentities(host: Host, userId: Id<'user'>): Promise<WarehouseIdentity[]> {
  return selectIdentities(host.database.db, userId);
}

/** Faults: not_found `warehouse_identity.not_found`. */
export async function unlinkIdentity(host: Host, userId: Id<'user'>, id: Id<'warehouseIdentity'>): Promise<WarehouseIdentity> {
  const found = (await listIdentities(host, userId)).find((it) => it.id === id);
  if (!found) throw new Fault('not_found', 'warehouse_identity.not_found', `There is no linked warehouse identity ${id} of this person.`);
  await deleteIdentity(host.database.db, id);
  return found;
}

/**
 * What takes the place of a password for a person's own commands: the refresh token where the warehouse itself is the server, else an access token.
 * Faults: conflict `warehouse_identity.missing`; unavailable `warehouse_identity.server_failed`.
 */
export async function openIdentity(
  host: Host,
  userId: Id<'user'> | null,
  connection: Pick<Connection, 'id' | 'accountId' | 'name'>,
): Promise<{ readonly values: { readonly auth_type: string }; readonly secrets: Readonly<Record<string, string>> }> {
  const found = userId === null ? undefined : (await listIdentities(host, userId)).find((it) => it.connectionId === connection.id);
  if (!found || userId === null)
    throw new Fault(
      'conflict',
      'warehouse_identity.missing',
      `You are not linked to ${connection.name} yet. Link your identity in your profile, under Credentials.`,
    );
  const token = host.secretBox.open(found.sealedRefreshToken, purposeOf(userId, connection.id));
  const server = await serverOf(host, connection.accountId, connection.id);
  if (server.isWarehouseItself) return { values: { auth_type: 'sso' }, secrets: { refresh_token: token } };
  const answer = await askToken(server, { grant_type: 'refresh_token', refresh_token: token });
  return { values: { auth_type: 'external_oauth' }, secrets: { oauth_token: answer.access_token } };
}

async function serverOf(host: Host, accountId: Id<'account'>, connectionId: Id<'connection'>): Promise<SignInServer> {
  const { connection, secrets } = await openConnection(host, accountId, connectionId);
  const ownRedirect = `${host.config.publicUrl}/complete/${connection.adapter}`;
  if (connection.oauthConfigurationId !== null) {
    const it = await getOauthConfiguration(host, accountId, connection.oauthConfigurationId);
    return {
      ...{ authorizeUrl: it.authorizeUrl, tokenUrl: it.tokenUrl, clientId: it.clientId, clientSecret: openClientSecret(host, it) },
      ...{ redirectUri: it.redirectUri || ownRedirect, scope: 'openid offline_access', isWarehouseItself: false },
    };
  }
  const { oauth_client_id: clientId, oauth_client_secret: clientSecret = null } = secrets;
  if (connection.adapter !== 'snowflake' || connection.config.allow_sso !== true || clientId === undefined)
    throw new Fault(
      'conflict',
      'warehouse_identity.not_offered',
      `Nobody can sign in to ${connection.name} as themselves: the connection has no OAuth settings. An account admin adds them in Account settings, Connections.`,
    );
  const base = `https://${connection.config.account}.snowflakecomputing.com/oauth`;
  return {
    ...{ authorizeUrl: `${base}/authorize`, tokenUrl: `${base}/token-request`, clientId, clientSecret },
    ...{ redirectUri: ownRedirect, scope: 'refresh_token', isWarehouseItself: true },
  };
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('hex');
}

function purposeOf(userId: Id<'user'>, connectionId: Id<'connection'>): string {
  return `warehouse_identity:${userId}:${connectionId}`;
}
