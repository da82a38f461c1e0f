/** A real OpenID Connect provider on this machine, which signs in whoever the test names without asking for a password. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export interface OidcPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly groups?: readonly string[];
}

export interface OidcPeer {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who signs in from now on, at the next question: nobody stays signed in. */
  signInAs(person: OidcPerson): void;
  close(): Promise<void>;
}

/** `redirectUris`: where the client may be sent back to. Claims are told by the user info, as the standard has it for the code flow. */
export async function startOidcProvider(redirectUris: readonly string[]): Promise<OidcPeer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://localhost:${port}`;
  const client = { clientId: 'weft', clientSecret: 'a secret of the client, long enough for it' };
  const people = new Map<string, OidcPerson>();
  let current: OidcPerson = { sub: 'nobody' };
  const provider = makeProvider(issuer, client, redirectUris, people);
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response);
    people.set(current.sub, current);
    await provider.interactionFinished(request, response, { login: { accountId: current.sub, remember: false } });
  });
  return {
    issuer,
    ...client,
    signInAs(person) {
      current = person;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function makeProvider(
  issuer: string,
  client: { readonly clientId: string; readonly clientSecret: string },
  redirectUris: readonly string[],
  people: ReadonlyMap<string, OidcPerson>,
): Provider {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [...redirectUris],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    cookies: { keys: ['a key for cookies'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name', 'family_name', 'groups'] },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, id) => {
      const person = people.get(id);
      return person && { accountId: id, claims: async () => ({ ...person, groups: person.groups && [...person.groups] }) };
    },
    // Nobody is asked whether they consent.
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({
        clientId: client.clientId,
        accountId: context.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  return provider;
}
