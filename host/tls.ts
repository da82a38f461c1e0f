/** What Weft shows to https clients: its own certificate from a local authority, or the one that was configured. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { Fault, messageOf } from '@weft/base/fault';
import type { CertificateAndKey, ServerNames } from './certificate.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { writeWhole } from './write-whole.ts';

export interface Tls extends CertificateAndKey {
  /** The local authority's certificate: what a client must trust. null with a configured certificate. */
  readonly caFile: string | null;
  /** The public roots and the local authority in one: for variables such as REQUESTS_CA_BUNDLE that replace all that a client trusts. */
  readonly bundleFile: string | null;
  readonly isPrivateCa: boolean;
  readonly expiresAt: Date;
}

export interface TlsOptions {
  readonly config: Pick<Config, 'tlsCertFile' | 'tlsKeyFile' | 'publicUrl' | 'listenHost'>;
  /** Where the authority and the certificate are kept. */
  readonly folder: string;
  readonly clock: Clock;
}

const renewalMilliseconds = 30 * 24 * 60 * 60 * 1000;

/**
 * Makes what is missing, no longer fits the names, or ends within 30 days; the authority stays for ten years. To be called at the start
 * and now and then: a Weft that runs for a year must renew, and others renew the files of a configured certificate.
 * Fault: invalid `tls.certificate_unreadable`.
 */
export async function openTls({ config, folder, clock }: TlsOptions): Promise<Tls> {
  const { tlsCertFile, tlsKeyFile } = config;
  if (tlsCertFile !== null && tlsKeyFile !== null) return openConfigured(tlsCertFile, tlsKeyFile);
  const names = namesOf(config.publicUrl, config.listenHost);
  const at = clock.now();
  const authority = (await readPair(folder, 'ca', (cert) => isLasting(cert, at))) ?? (await makeAuthority(folder, at));
  const issuer = new X509Certificate(authority.cert);
  const server =
    (await readPair(folder, 'server', (cert) => isLasting(cert, at) && isSignedBy(cert, issuer) && hasNames(cert, names))) ??
    (await makeServer(folder, authority, names, at));
  const bundleFile = join(folder, 'bundle.pem');
  await writeIfOther(bundleFile, `${rootCertificates.join('\n')}\n${authority.cert}`);
  return { ...server, caFile: join(folder, 'ca.crt'), bundleFile, isPrivateCa: true, expiresAt: endOf(server.cert) };
}

/**
 * Under which names Weft is found. `localhost` and `dbt.localhost`, since some clients treat a host that begins with "localhost" in a way of
 * their own; and of each the two hosts that clients of the Discovery and Semantic Layer APIs put before it.
 */
export function namesOf(publicUrl: string, listenHost: string): ServerNames {
  const publicHost = new URL(publicUrl).hostname.replace(/^\[|\]$/g, '');
  const hosts = ['localhost', 'dbt.localhost', publicHost, listenHost];
  const dns = hosts.filter((host) => isIP(host) === 0).flatMap((host) => [host, `metadata.${host}`, `semantic-layer.${host}`]);
  const addresses = ['127.0.0.1', '::1', ...hosts.filter((host) => isIP(host) !== 0 && !/^(0\.0\.0\.0|::|.*%.*)$/.test(host))];
  return { dns: [...new Set(dns.map((name) => name.toLowerCase()))], addresses: [...new Set(addresses.map(canonicalAddress))] };
}

async function openConfigured(certFile: string, keyFile: string): Promise<Tls> {
  try {
    const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
    const certificate = new X509Certificate(cert);
    if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is not that of the certificate');
    return { cert, key, caFile: null, bundleFile: null, isPrivateCa: false, expiresAt: endOf(cert) };
  } catch (error) {
    throw new Fault(
      'invalid',
      'tls.certificate_unreadable',
      `The certificate ${certFile} with the key ${keyFile} cannot be used: ${messageOf(error)}. Both must be PEM, the key without a passphrase.`,
    );
  }
}

/** null when a file is missing or damaged, when the two do not belong together, or when the certificate does not pass. */
async function readPair(folder: string, name: string, passes: (cert: X509Certificate) => boolean): Promise<CertificateAndKey | null> {
  try {
    const [cert, key] = await Promise.all([readFile(join(folder, `${name}.crt`), 'utf8'), readFile(join(folder, `${name}.key`), 'utf8')]);
    const certificate = new X509Certificate(cert);
    return certificate.checkPrivateKey(createPrivateKey(key)) && passes(certificate) ? { cert, key } : null;
  } catch {
    return null;
  }
}

async function makeAuthority(folder: string, at: Date): Promise<CertificateAndKey> {
  const { issueAuthority } = await import('./certificate.ts');
  return writePair(folder, 'ca', await issueAuthority(at));
}

async function makeServer(folder: string, authority: CertificateAndKey, names: ServerNames, at: Date): Promise<CertificateAndKey> {
  const { issueServer } = await import('./certificate.ts');
  return writePair(folder, 'server', await issueServer(authority, names, at));
}

/** A crash between the two leaves a pair that does not fit, which is made anew. */
async function writePair(folder: string, name: string, pair: CertificateAndKey): Promise<CertificateAndKey> {
  await writeWhole(join(folder, `${name}.key`), pair.key, 0o600);
  await writeWhole(join(folder, `${name}.crt`), pair.cert, 0o644);
  return pair;
}

async function writeIfOther(file: string, content: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => null)) !== content) await writeWhole(file, content, 0o644);
}

function isLasting(cert: X509Certificate, at: Date): boolean {
  return Date.parse(cert.validFrom) <= at.getTime() && Date.parse(cert.validTo) - at.getTime() > renewalMilliseconds;
}

function isSignedBy(cert: X509Certificate, issuer: X509Certificate): boolean {
  return cert.checkIssued(issuer) && cert.verify(issuer.publicKey);
}

function hasNames(cert: X509Certificate, names: ServerNames): boolean {
  const written = (cert.subjectAltName ?? '').split(', ').map((name) => {
    const address = /^IP Address:(.*)$/.exec(name)?.[1];
    return address === undefined ? name : `IP:${canonicalAddress(address)}`;
  });
  const wanted = [...names.dns.map((name) => `DNS:${name}`), ...names.addresses.map((address) => `IP:${address}`)];
  return written.sort().join() === wanted.sort().join();
}

/** One spelling for an IPv6 address, which has many. */
function canonicalAddress(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

function endOf(cert: string): Date {
  return new Date(new X509Certificate(cert).validTo);
}
