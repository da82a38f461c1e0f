import { hashPassword } from '@weft/domain/identity/hash-password';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type OidcPeer, startOidcProvider } from '@weft/kit/oidc-provider';
import { type SamlPeer, startSamlIdp } from '@weft/kit/saml-idp';
import { openWalker } from '@weft/kit/walk-sign-in';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let house: AppHouse;
let oidc: OidcPeer;
let saml: SamlPeer;
let path: string;

beforeAll(async () => {
  house = await openAppHouse({ at: new Date().toISOString() });
  path = `/api/weft/accounts/${house.accountId}/sso/`;
  const callback = `${house.config.publicUrl}/api/weft/sso/okta/callback/`;
  [oidc, saml] = await Promise.all([startOidcProvider([callback]), startSamlIdp()]);
});
afterAll(() => Promise.all([house.close(), oidc.close(), saml.close()]));

const add = (body: object) => house.ask('POST', `${path}providers/`, { body });
const change = (id: number, body: object) => house.ask('PATCH', `${path}providers/${id}/`, { body });
const findings = async (id: number) => (await house.ask('POST', `${path}providers/${id}/test/`)).json().data;

describe('a provider', () => {
  test('is off at first, tells the addresses for the other side, and never its secret', async () => {
    const made = await add({
      name: 'Okta',
      email_domains: ['@Acme.example', 'acme.example'],
      client_secret: oidc.clientSecret,
      oidc: { issuer: oidc.issuer, client_id: oidc.clientId },
    });
    const base = `${house.config.publicUrl}/api/weft/sso/okta`;
    expect([made.statusCode, made.json().data]).toMatchObject([
      201,
      {
        ...{ slug: 'okta', protocol: 'oidc', is_enabled: false, email_domains: ['acme.example'], saml: null, has_client_secret: true },
        oidc: { issuer: oidc.issuer, scopes: 'email profile', groups_claim: 'groups', assumes_verified_email: false },
        ...{ start_url: `${base}/start/`, callback_url: `${base}/callback/`, metadata_url: `${base}/metadata.xml` },
      },
    ]);
    const { id } = made.json().data;
    const all = await Promise.all([house.ask('GET', path), house.ask('GET', `${path}providers/${id}/`), change(id, { name: 'Okta' })]);
    for (const answer of [made, ...all]) expect(answer.body).not.toContain(oidc.clientSecret);
    const rows = await house.database.withClient((client) => client.query('select sealed_client_secret from identity.sso_provider'));
    expect(JSON.stringify(rows.rows)).not.toContain(oidc.clientSecret);
    expect((await house.ask('GET', '/api/weft/sign-in-options/', { token: null })).json().data.providers).toEqual([]);
    await change(id, { is_enabled: true });
    const options = await house.ask('GET', '/api/weft/sign-in-options/', { token: null });
    expect(options.json().data.providers).toEqual([{ name: 'Okta', start_url: '/api/weft/sso/okta/start/' }]);
    expect((await add({ name: 'Okta', oidc: { issuer: oidc.issuer, client_id: 'x' } })).json().data.slug).toBe('okta-2');
  });

  test('of SAML is read from its metadata, or from fields', async () => {
    const metadata_xml = await (await fetch(saml.metadataUrl)).text();
    const made = (await add({ name: 'Entra ID', saml: { metadata_xml, groups_attribute: 'http://schemas.example/groups' } })).json().data;
    expect(made).toMatchObject({
      ...{ slug: 'entra-id', protocol: 'saml', oidc: null },
      saml: {
        ...{
          idp_entity_id: saml.entityId,
          sign_on_url: saml.signOnUrl,
          email_attribute: 'email',
          groups_attribute: 'http://schemas.example/groups',
        },
        certificates: [expect.stringContaining('BEGIN CERTIFICATE')],
      },
    });
    const bare = saml.certificate.replace(/-----[A-Z ]+-----|\n/g, '');
    const fields = { idp_entity_id: 'https://idp.example', sign_on_url: 'https://idp.example/sso', certificates: [bare] };
    expect((await add({ name: 'By hand', saml: fields })).json().data.saml.certificates).toEqual(made.saml.certificates);
  });

  test.each([
    ['neither protocol', {}],
    ['no client', { oidc: { issuer: 'https://idp.example' } }],
    ['an issuer that is no address', { oidc: { issuer: 'idp.example', client_id: 'x' } }],
    ['a script for an address', { saml: { idp_entity_id: 'x', sign_on_url: 'javascript:alert(1)', certificates: [] } }],
    ['a domain that is none', { email_domains: ['not a domain'], oidc: { issuer: 'https://idp.example', client_id: 'x' } }],
    ['a broken certificate', { saml: { idp_entity_id: 'x', sign_on_url: 'https://idp.example', certificates: ['nonsense'] } }],
    ['metadata that is none', { saml: { metadata_xml: '<a/>' } }],
    ['metadata that is no XML', { saml: { metadata_xml: 'x' } }],
    ['metadata with entities', { saml: { metadata_xml: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' } }],
  ])('with %s is refused', async (_, wrong) => {
    const answer = await add({ name: 'Wrong', ...wrong });
    expect([answer.statusCode, answer.json().status.user_message]).toEqual([400, expect.any(String)]);
  });

  test('keeps its protocol and its addresses, and can be removed', async () => {
    const { id, slug } = (await add({ name: 'Short lived', oidc: { issuer: oidc.issuer, client_id: 'x' } })).json().data;
    const fields = { idp_entity_id: 'x', sign_on_url: 'https://idp.example', certificates: [saml.certificate] };
    expect((await change(id, { saml: fields })).json().data.code).toBe('sso_provider.protocol_fixed');
    expect((await change(id, { name: 'Renamed' })).json().data).toMatchObject({ name: 'Renamed', slug });
    expect((await house.ask('DELETE', `${path}providers/${id}/`)).statusCode).toBe(204);
    expect((await house.ask('GET', `${path}providers/${id}/`)).statusCode).toBe(404);
  });
});

describe('a test of the connection', () => {
  test('finds a provider that knows the client', async () => {
    const { id } = (await house.ask('GET', path)).json().data.providers[0];
    const told = await findings(id);
    expect(told.is_good).toBe(true);
    expect(told.findings.map(({ text }: { text: string }) => text)).toEqual([
      expect.stringContaining(`It is ${oidc.issuer}`),
      expect.stringContaining('It signs with'),
      'It knows the client weft.',
    ]);
  });

  test.each([
    [
      'a wrong secret',
      () => ({ client_secret: 'wrong', oidc: { issuer: oidc.issuer, client_id: oidc.clientId } }),
      /does not know the client weft/,
    ],
    ['an issuer with one letter too many', () => ({ oidc: { issuer: `${oidc.issuer}/x`, client_id: 'weft' } }), /did not tell who it is/],
    [
      'nobody there',
      () => ({ oidc: { issuer: 'http://localhost:1', client_id: 'weft' } }),
      /did not tell who it is.*ECONNREFUSED|fetch failed/,
    ],
    ['no https', () => ({ oidc: { issuer: 'http://idp.example', client_id: 'weft' } }), /is not https/],
    [
      'another page than the sign-on',
      () => ({ saml: { idp_entity_id: 'x', sign_on_url: `${saml.signOnUrl}/none`, certificates: [saml.certificate] } }),
      /There is no sign-on page/,
    ],
  ] as const)('says what is wrong with %s', async (_, body, wanted) => {
    const { id } = (await add({ name: 'Tried', ...body() })).json().data;
    const told = await findings(id);
    expect([told.is_good, told.findings.map(({ text }: { text: string }) => text).join('\n')]).toEqual([
      false,
      expect.stringMatching(wanted),
    ]);
  });
});

describe('requiring single sign-on', () => {
  const own = { host: 'weft.example', origin: 'http://weft.example' };
  const enter = (body: object) => house.ask('POST', '/api/weft/session/', { token: null, body, headers: own });

  test('leaves passwords to owners, and shuts sessions that were begun otherwise', async () => {
    oidc.signInAs({ sub: 'ada', email: 'ada@acme.example', email_verified: true });
    const walker = openWalker(house);
    await walker.walk('/api/weft/sso/okta/start/');
    const cookie = `weft_session=${walker.cookies.get(new URL(house.config.publicUrl).host)?.get('weft_session')}`;
    const password = 'three words unlike others';
    await giveAdaPassword(password);
    const byPassword = await enter({ email: 'ada@acme.example', password });
    expect(byPassword.statusCode).toBe(200);
    const passwordCookie = String(byPassword.headers['set-cookie']).match(/weft_session=[^;]+/)?.[0] ?? '';
    const read = async (session: string) =>
      (await house.ask('GET', `/api/weft/accounts/${house.accountId}/settings/`, { token: null, headers: { cookie: session } })).statusCode;
    expect([await read(cookie), await read(passwordCookie)]).toEqual([200, 200]);

    expect((await house.ask('PATCH', path, { body: { is_required: true } })).json().data.is_required).toBe(true);
    expect([await read(cookie), await read(passwordCookie)]).toEqual([200, 404]);
    const count = house.announced.length;
    const refused = await enter({ email: 'ada@acme.example', password });
    expect(house.announced.slice(count)).toMatchObject([{ name: 'sign_in.refused', data: { reason: 'policy', method: 'password' } }]);
    expect([refused.statusCode, refused.json().data.code]).toEqual([403, 'session.sso_required']);
    expect(String(refused.headers['set-cookie'] ?? '')).not.toContain('weft_session');
    expect((await enter(house.owner)).statusCode).toBe(200);
  });

  test('needs a provider that is on', async () => {
    await house.ask('PATCH', path, { body: { is_required: false } });
    for (const { id } of (await house.ask('GET', path)).json().data.providers) await change(id, { is_enabled: false });
    const answer = await house.ask('PATCH', path, { body: { is_required: true } });
    expect([answer.statusCode, answer.json().data.code]).toEqual([409, 'sso.nothing_enabled']);
  });

  async function giveAdaPassword(password: string): Promise<void> {
    const passwordHash = await hashPassword(password);
    await house.database.withClient((client) =>
      client.query(`update identity.user set password_hash = $1 where email = 'ada@acme.example'`, [passwordHash]),
    );
  }
});
