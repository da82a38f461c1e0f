/** A warehouse's sign-in server for tests: gives a code to whoever comes to its page, and tokens for the code and its PKCE verifier. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface FakeAuthorizationServer {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** What the sign-in page would send the browser back with. */
  signIn(url: string, username: string): { readonly code: string; readonly state: string; readonly redirectUri: string };
  close(): Promise<void>;
}

interface Granted {
  readonly username: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

export async function startFakeAuthorizationServer(client: {
  readonly id: string;
  readonly secret: string;
}): Promise<FakeAuthorizationServer> {
  const codes = new Map<string, Granted>();
  const refreshTokens = new Set<string>();
  const give = (fields: URLSearchParams) => {
    if (fields.get('grant_type') === 'refresh_token')
      return refreshTokens.has(fields.get('refresh_token') ?? '') ? { access_token: `access-${randomUUID()}` } : null;
    const code = fields.get('code') ?? '';
    const granted = codes.get(code);
    codes.delete(code);
    const proof = createHash('sha256')
      .update(fields.get('code_verifier') ?? '')
      .digest('base64url');
    if (!granted || granted.challenge !== proof || granted.redirectUri !== fields.get('redirect_uri')) return null;
    const refresh_token = `refresh-${randomUUID()}`;
    refreshTokens.add(refresh_token);
    return { access_token: `access-${randomUUID()}`, refresh_token, username: granted.username, refresh_token_expires_in: 7_776_000 };
  };
  const server = createServer(async (request, response) => {
    const isClient = request.headers.authorization === `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
    const answer = isClient ? give(new URLSearchParams(await text(request))) : null;
    response.writeHead(answer ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: isClient ? 'invalid_grant' : 'invalid_client', error_description: 'not accepted' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${portOf(server.address())}`;
  return {
    authorizeUrl: `${base}/authorize`,
    tokenUrl: `${base}/token`,
    signIn(url, username) {
      const { searchParams } = new URL(url);
      const code = randomUUID();
      const redirectUri = searchParams.get('redirect_uri') ?? '';
      codes.set(code, { username, challenge: searchParams.get('code_challenge') ?? '', redirectUri });
      return { code, state: searchParams.get('state') ?? '', redirectUri };
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
