/** A real SAML identity provider on this machine, which signs in whoever the test names and posts the answer back by a page. */
import 'reflect-metadata';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509';
import express from 'express';
import samlp from 'samlp';

export interface SamlPerson {
  readonly nameId: string;
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

/** What is wrong with the next answers; by default nothing. */
export interface SamlBending {
  readonly audience?: string;
  readonly recipient?: string;
  readonly issuer?: string;
  readonly signAssertion?: boolean;
  readonly signResponse?: boolean;
  readonly lifetimeInSeconds?: number;
  /** null: as if the identity provider had begun. */
  readonly inResponseTo?: string | null;
}

export interface SamlPeer {
  readonly entityId: string;
  readonly signOnUrl: string;
  readonly metadataUrl: string;
  readonly certificate: string;
  signInAs(person: SamlPerson, bending?: SamlBending): void;
  /** An answer as XML that nobody asked for. */
  respond(to: { readonly callbackUrl: string; readonly audience: string; readonly inResponseTo?: string }): Promise<string>;
  close(): Promise<void>;
}

export async function startSamlIdp(): Promise<SamlPeer> {
  const { cert, key } = await issue();
  let current: { readonly person: SamlPerson; readonly bending: SamlBending } = {
    person: { nameId: 'nobody', attributes: {} },
    bending: {},
  };
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // By its address, where Weft is localhost: another site, as browsers see it.
  const base = `http://127.0.0.1:${port}`;
  const entityId = `${base}/entity`;
  const respond: SamlPeer['respond'] = ({ callbackUrl, audience, inResponseTo }) => {
    const { person, bending } = current;
    const asked = bending.inResponseTo === undefined ? inResponseTo : (bending.inResponseTo ?? undefined);
    const options = { cert, key, issuer: entityId, audience, recipient: callbackUrl, destination: callbackUrl, ...bending };
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, xml: string) => (error ? reject(error) : resolve(xml));
      const algorithms = { signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256' };
      samlp.getSamlResponse({ ...algorithms, ...options, inResponseTo: asked, profileMapper: () => profileOf(person) }, person, done);
    });
  };
  app.get('/sso', (request, response) => {
    samlp.parseRequest(request, {}, async (error, data) => {
      const callbackUrl = data?.assertionConsumerServiceURL ?? '';
      if (error || data?.issuer === undefined) return response.status(400).send('no request');
      const xml = await respond({ callbackUrl, audience: data.issuer, ...(data.id === undefined ? {} : { inResponseTo: data.id }) });
      return response.type('html').send(page(callbackUrl, xml));
    });
  });
  app.get('/metadata', samlp.metadata({ issuer: entityId, cert, redirectEndpointPath: '/sso', postEndpointPath: '/sso' }));
  return {
    entityId,
    signOnUrl: `${base}/sso`,
    metadataUrl: `${base}/metadata`,
    certificate: cert,
    respond,
    signInAs(person, bending = {}) {
      current = { person, bending };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function profileOf({ nameId, attributes }: SamlPerson) {
  return {
    getClaims: () => attributes,
    getNameIdentifier: () => ({ nameIdentifier: nameId, nameIdentifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified' }),
  };
}

function page(callbackUrl: string, xml: string): string {
  const answer = Buffer.from(xml).toString('base64');
  return `<!DOCTYPE html><title>Identity provider</title><form method="post" action="${callbackUrl}">
<input type="hidden" name="SAMLResponse" value="${answer}"><input type="hidden" name="RelayState" value=""></form>
<script>document.forms[0].submit()</script>`;
}

/** Answers in PEM; RSA, as identity providers have it. */
async function issue(): Promise<{ readonly cert: string; readonly key: string }> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const now = Date.now();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=Identity provider of a test',
    notBefore: new Date(now - 60_000),
    notAfter: new Date(now + 365 * 24 * 3600_000),
    keys,
    signingAlgorithm: algorithm,
  });
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), PemConverter.PrivateKeyTag);
  return { cert: certificate.toString('pem'), key };
}
