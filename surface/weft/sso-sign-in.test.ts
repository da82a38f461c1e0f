import { createGroup, replaceGroupGrants } from '@weft/domain/access/change-group';
import { createLicenseMap } from '@weft/domain/access/license-maps';
import { listGroups } from '@weft/domain/access/list-groups';
import { listMembers } from '@weft/domain/identity/seat-member';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type OidcPeer, startOidcProvider } from '@weft/kit/oidc-provider';
import { type SamlPeer, startSamlIdp } from '@weft/kit/saml-idp';
import { openWalker } from '@weft/kit/walk-sign-in';
import { buildApp } from '@weft/server/build-app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let house: AppHouse;
let oidc: OidcPeer;
let saml: SamlPeer;

const start = (slug: string, query = '') => `/api/weft/sso/${slug}/start/${query}`;

beforeAll(async () => {
  // The libraries look at the machine's own clock.
  house = await openAppHouse({ at: new Date().toISOString() });
  const callbacks = ['okta', 'strangers', 'other-client'].map((slug) => `${house.config.publicUrl}/api/weft/sso/${slug}/callback/`);
  [oidc, saml] = await Promise.all([startOidcProvider(callbacks), startSamlIdp()]);
  const { clientId: client_id, clientSecret: client_secret, issuer } = oidc;
  await addProvider({ name: 'Okta', email_domains: ['Acme.example'], client_secret, oidc: { issuer, client_id } });
  await addProvider({ name: 'Strangers', client_secret, oidc: { issuer, client_id } });
  const metadata_xml = await (await fetch(saml.metadataUrl)).text();
  await addProvider({ name: 'Entra', email_domains: ['acme.example'], saml: { metadata_xml } });
  await addProvider({ name: 'Portal', email_domains: ['acme.example'], saml: { metadata_xml, allows_unsolicited: true } });
  const { accountId } = house;
  const analysts = await createGroup(house, accountId, { name: 'Finance', ssoMappingGroups: ['idp-finance'] });
  await replaceGroupGrants(house, accountId, analysts.id, [
    { accountId, permissionSet: 'analyst', projectId: house.project.id, writableEnvironmentCategories: [] },
  ]);
  await createLicenseMap(house, { accountId, licence: 'read_only', ssoLicenseMappingGroups: ['idp-readers'] });
});
afterAll(() => Promise.all([house.close(), oidc.close(), saml.close()]));

async function addProvider(body: object): Promise<number> {
  const path = `/api/weft/accounts/${house.accountId}/sso/providers/`;
  const made = await house.ask('POST', path, { body });
  expect([made.statusCode, made.body]).toEqual([201, expect.any(String)]);
  const { id } = made.json().data;
  await house.ask('PATCH', `${path}${id}/`, { body: { is_enabled: true } });
  return id;
}

async function memberOf(email: string) {
  const member = (await listMembers(house, house.accountId)).find(({ user }) => user.email === email);
  const groups = (await listGroups(house, house.accountId)).filter(({ memberIds }) => member && memberIds.includes(member.user.id));
  return (
    member && { licence: member.licence, name: `${member.user.firstName} ${member.user.lastName}`, groups: groups.map(({ name }) => name) }
  );
}

const person = {
  sub: 'u-1',
  email: 'ada@acme.example',
  email_verified: true,
  given_name: 'Ada',
  family_name: 'Byron',
  groups: ['idp-finance', 'idp-readers'],
};

describe('OpenID Connect', () => {
  test('marks the way out for https alone where Weft is reached by https through a proxy', async () => {
    const config = { ...house.config, publicUrl: 'https://weft.example' };
    const app = await buildApp({ ...house, config }, { facts: { version: '0.0.0', dbtVersions: [] }, readiness: [], webFolder: null });
    const [proxied, plain] = [await app.inject({ url: start('okta') }), await house.app.inject({ url: start('okta') })];
    expect(String(proxied.headers['set-cookie'])).toMatch(/^weft_sso=.*; Secure/);
    expect(String(plain.headers['set-cookie'])).not.toContain('Secure');
    await app.close();
  });

  test('lets a new person in with the group and the licence of their provider’s groups, and takes them away with those', async () => {
    oidc.signInAs(person);
    const walker = openWalker(house);
    const { next } = await walker.walk(start('okta', '?next=/mesh/1'));
    expect(next?.url).toBe(`${house.config.publicUrl}/mesh/1`);
    const cookie = `weft_session=${walker.cookies.get(new URL(house.config.publicUrl).host)?.get('weft_session')}`;
    const whoami = await house.ask('GET', '/api/v2/whoami', { token: null, headers: { cookie } });
    expect(whoami.json().data.user.email).toBe(person.email);
    expect(await memberOf(person.email)).toMatchObject({
      licence: 'read_only',
      name: 'Ada Byron',
      groups: expect.arrayContaining(['Finance']),
    });
    oidc.signInAs({ ...person, email: 'ada.lovelace@acme.example', groups: [] });
    await openWalker(house).walk(start('okta'));
    expect(await memberOf(person.email)).toMatchObject({ licence: 'developer', groups: expect.not.arrayContaining(['Finance']) });
  });

  test('an answer is taken once, by the browser that asked, within ten minutes', async () => {
    oidc.signInAs(person);
    const walker = openWalker(house);
    const answered = await walker.walk(start('okta'), ({ url }) => url.includes('/callback/'));
    const callback = answered.next?.url ?? '';
    expect(callback).toMatch(/[?&]code=.*state=/);
    const stranger = await openWalker(house).ask('GET', callback);
    expect([stranger.status, JSON.parse(stranger.body).data.code]).toEqual([401, 'sso.answer_unasked']);
    // Who brings it first uses it up: the code may have leaked.
    expect((await walker.ask('GET', callback)).status).toBe(401);
    const again = await walker.walk(start('okta'), ({ url }) => url.includes('/callback/'));
    expect((await walker.ask('GET', again.next?.url ?? '')).status).toBe(303);
    expect((await walker.ask('GET', again.next?.url ?? '')).status).toBe(401);
    const late = await walker.walk(start('okta'), ({ url }) => url.includes('/callback/'));
    house.clock.turn(10 * 60_000 + 1);
    expect((await walker.ask('GET', late.next?.url ?? '')).status).toBe(401);
  });

  test('a code that was changed, and an answer of another issuer, are refused', async () => {
    oidc.signInAs(person);
    const walker = openWalker(house);
    for (const [from, to] of [
      [/code=[^&]+/, 'code=forged'],
      [/iss=[^&]+/, 'iss=http%3A%2F%2Fevil.example'],
      [/code=[^&]+/, 'error=access_denied'],
    ] as const) {
      const { next } = await walker.walk(start('okta'), ({ url }) => url.includes('/callback/'));
      const answer = await walker.ask('GET', (next?.url ?? '').replace(from, to));
      expect([answer.status, JSON.parse(answer.body).data.code]).toEqual([401, 'sso.answer_refused']);
    }
  });

  test.each(['//evil.example', 'https://evil.example/', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)', 'mesh'])(
    'a way back to %j is refused',
    async (next) => {
      const answer = await openWalker(house).ask('GET', start('okta', `?next=${encodeURIComponent(next)}`));
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    },
  );

  test('an address of another domain, one that is not verified, and none are refused', async () => {
    for (const wrong of [
      { ...person, sub: 'u-2', email: 'ada@evil.example' },
      { ...person, sub: 'u-3', email_verified: false },
      { sub: 'u-4' },
    ]) {
      oidc.signInAs(wrong);
      const { last } = await openWalker(house).walk(start('okta'));
      expect([last.status, JSON.parse(last.body).data.code]).toEqual([403, 'sso.person_refused']);
    }
  });

  test('a provider that is not trusted for a domain cannot be somebody who is here', async () => {
    oidc.signInAs({ ...person, sub: 'thief', email: house.owner.email });
    const { last } = await openWalker(house).walk(start('strangers'));
    expect([last.status, JSON.parse(last.body).data.reason]).toEqual([403, expect.stringContaining('not trusted for its domain')]);
  });

  test('a browser is sent to the sign-in page, which reads out why', async () => {
    oidc.signInAs({ ...person, sub: 'u-5', email: 'eve@evil.example' });
    const walker = openWalker(house, 'text/html');
    const { next } = await walker.walk(start('okta'));
    expect(next?.url).toBe(`${house.config.publicUrl}/sign-in`);
    const told = walker.cookies.get(new URL(house.config.publicUrl).host)?.get('weft_sso_problem') ?? '';
    expect(decodeURIComponent(told)).toContain('evil.example');
  });
});

describe('SAML', () => {
  const ada = {
    nameId: 'ada-1',
    attributes: { email: 'ada@acme.example', first_name: 'Ada', last_name: 'Byron', groups: ['idp-finance', 'idp-x'] },
  };
  const callback = (slug: string) => `${house.config.publicUrl}/api/weft/sso/${slug}/callback/`;
  const audience = (slug: string) => `${house.config.publicUrl}/api/weft/sso/${slug}/metadata.xml`;
  const isPost = ({ method }: { readonly method: string }) => method === 'POST';

  async function answerOf(walker: ReturnType<typeof openWalker>, bend: (xml: string) => string = (xml) => xml, slug = 'entra') {
    const { next } = await walker.walk(start(slug), isPost);
    const xml = Buffer.from(next?.form?.get('SAMLResponse') ?? '', 'base64').toString();
    return new URLSearchParams({ SAMLResponse: Buffer.from(bend(xml)).toString('base64') });
  }

  test('lets a person in whose answer is posted from another site, without a cookie, back to their browser', async () => {
    saml.signInAs(ada);
    const walker = openWalker(house);
    const { next } = await walker.walk(start('entra', '?next=/mesh/1'));
    expect(next?.url).toBe(`${house.config.publicUrl}/mesh/1`);
    expect(walker.cookies.get(new URL(house.config.publicUrl).host)?.get('weft_session')).toMatch(/^wfs_/);
    expect(await memberOf('ada@acme.example')).toMatchObject({ licence: 'developer', groups: expect.arrayContaining(['Finance']) });
  });

  test('an answer is taken once, and its ticket only from the browser that asked', async () => {
    saml.signInAs(ada);
    const walker = openWalker(house);
    const form = await answerOf(walker);
    const taken = await walker.ask('POST', callback('entra'), form);
    expect([taken.status, taken.headers.getSetCookie()]).toEqual([303, []]);
    const replayed = await walker.ask('POST', callback('entra'), form);
    expect([replayed.status, JSON.parse(replayed.body).data.code]).toEqual([401, expect.stringMatching(/^sso\.answer_/)]);
    const ticket = new URL(taken.headers.get('location') ?? '', house.config.publicUrl).href;
    expect((await openWalker(house).ask('GET', ticket)).status).toBe(401);
    expect((await walker.ask('GET', ticket)).status).toBe(401);
  });

  test('an answer that nobody asked for is refused, unless the provider may begin; and then it is taken once', async () => {
    saml.signInAs(ada);
    const unasked = async (slug: string) => {
      const xml = await saml.respond({ callbackUrl: callback(slug), audience: audience(slug) });
      return new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64') });
    };
    const walker = openWalker(house);
    expect((await walker.ask('POST', callback('entra'), await unasked('entra'))).status).toBe(401);
    const form = await unasked('portal');
    expect((await walker.ask('POST', callback('portal'), form)).status).toBe(303);
    expect((await walker.ask('POST', callback('portal'), form)).status).toBe(401);
  });

  test('an assertion that was made for no request is no answer to one, whatever the unsigned response around it says', async () => {
    saml.signInAs(ada, { inResponseTo: null });
    const walker = openWalker(house);
    const { next } = await walker.walk(start('entra'), ({ url }) => url.startsWith(saml.signOnUrl));
    const { SAMLRequest = '' } = Object.fromEntries(new URL(next?.url ?? '').searchParams);
    const { inflateRawSync } = await import('node:zlib');
    const id = / ID="([^"]+)"/.exec(inflateRawSync(Buffer.from(SAMLRequest, 'base64')).toString())?.[1] ?? '';
    const xml = await saml.respond({ callbackUrl: callback('entra'), audience: audience('entra') });
    const bent = xml.replace(/<samlp:Response /, `<samlp:Response InResponseTo="${id}" `);
    const form = new URLSearchParams({ SAMLResponse: Buffer.from(bent).toString('base64') });
    const answer = await walker.ask('POST', callback('entra'), form);
    expect([answer.status, JSON.parse(answer.body).data.code]).toEqual([401, 'sso.answer_unasked']);
  });

  test.each([
    ['whose signature was taken away', (xml: string) => xml.replace(/<Signature .*?<\/Signature>/s, '')],
    ['that was changed after it was signed', (xml: string) => xml.replaceAll('ada@acme.example', 'owner@acme.example')],
    ['wrapped around a signed one', wrap],
    ['beside a signed one', (xml: string) => xml.replace(/(<saml:Assertion .*<\/saml:Assertion>)/s, `${forge(xml)}$1`)],
    ['with a document type', (xml: string) => `<!DOCTYPE a [<!ENTITY b "bb">]>${xml}`],
    ['that is not XML', () => 'no XML at all'],
    ['that is empty', () => ''],
  ])('an assertion %s is refused', async (_, bend) => {
    saml.signInAs(ada);
    const walker = openWalker(house);
    const answer = await walker.ask('POST', callback('entra'), await answerOf(walker, bend));
    expect([400, 401]).toContain(answer.status);
    expect(answer.headers.get('location')).toBeNull();
  });

  test('one that is larger than any is refused before it is read', async () => {
    const form = new URLSearchParams({ SAMLResponse: Buffer.alloc(2 * 1024 * 1024, '<a>').toString('base64') });
    const answer = await openWalker(house).ask('POST', callback('entra'), form);
    expect([answer.status, JSON.parse(answer.body).data.code]).toEqual([400, 'saml.xml_refused']);
  });

  test.each([
    ['for another audience', { audience: 'https://other.example' }],
    ['for another place', { recipient: 'https://other.example/acs' }],
    ['of another issuer', { issuer: 'https://other.example' }],
    ['without a signature, in a response that has one', { signAssertion: false, signResponse: true }],
    ['that is over', { lifetimeInSeconds: -600 }],
  ])('an assertion %s is refused', async (_, bending) => {
    saml.signInAs(ada, bending);
    const walker = openWalker(house);
    const answer = await walker.ask('POST', callback('entra'), await answerOf(walker));
    expect([answer.status, JSON.parse(answer.body).data.code]).toEqual([401, 'sso.answer_refused']);
  });

  test('its metadata names the addresses that the page tells', async () => {
    const answer = await house.ask('GET', '/api/weft/sso/entra/metadata.xml', { token: null });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/samlmetadata+xml; charset=utf-8']);
    expect(answer.body).toContain(`entityID="${audience('entra')}"`);
    expect(answer.body).toContain(`Location="${callback('entra')}"`);
    expect(answer.body).toContain('WantAssertionsSigned="true"');
  });

  /** An assertion of somebody else's making, with the id that a signed one has not. */
  function forge(xml: string): string {
    const [assertion = ''] = /<saml:Assertion .*<\/saml:Assertion>/s.exec(xml) ?? [];
    return assertion
      .replace(/<Signature .*?<\/Signature>/s, '')
      .replace(/ ID="[^"]+"/, ' ID="_forged"')
      .replaceAll('ada@acme.example', 'owner@acme.example');
  }

  /** The signed assertion is kept where nobody looks, inside the forged one's signature. */
  function wrap(xml: string): string {
    const [assertion = ''] = /<saml:Assertion .*<\/saml:Assertion>/s.exec(xml) ?? [];
    const [signature = ''] = /<Signature .*?<\/Signature>/s.exec(assertion) ?? [];
    const bare = assertion.replace(signature, '');
    const holding = signature.replace('</Signature>', `<Object>${bare}</Object></Signature>`);
    return xml.replace(assertion, forge(xml).replace('</saml:Issuer>', `</saml:Issuer>${holding}`));
  }
});

test('a provider that is off looks as if it were not there', async () => {
  const path = `/api/weft/accounts/${house.accountId}/sso/`;
  const { providers } = (await house.ask('GET', path)).json().data;
  const { id } = providers.find(({ slug }: { slug: string }) => slug === 'strangers');
  await house.ask('PATCH', `${path}providers/${id}/`, { body: { is_enabled: false } });
  for (const slug of ['strangers', 'nowhere']) {
    const answer = await openWalker(house).ask('GET', start(slug));
    expect([answer.status, JSON.parse(answer.body).data.code]).toEqual([404, 'sso_provider.not_found']);
  }
});
