/** Makes certificates: a local authority, and a server's certificate that it signs. Loaded only when one must be made. */
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** Both in PEM, the key as PKCS #8. */
export interface CertificateAndKey {
  readonly cert: string;
  readonly key: string;
}

export interface ServerNames {
  readonly dns: readonly string[];
  readonly addresses: readonly string[];
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMilliseconds = 24 * 60 * 60 * 1000;
const authorityDays = 3650;
/** Some clients refuse a server's certificate that is valid for longer than 398 days, whoever signed it. */
const serverDays = 397;

export async function issueAuthority(at: Date): Promise<CertificateAndKey> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  // Each has a name of its own: a machine may trust the authorities of several Wefts.
  const name = `CN=Weft local CA ${randomBytes(4).toString('hex')}, O=Weft`;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name,
    ...validity(at, authorityDays),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return inPem(certificate, keys.privateKey);
}

export async function issueServer(authority: CertificateAndKey, names: ServerNames, at: Date): Promise<CertificateAndKey> {
  const issuer = new X509Certificate(authority.cert);
  const signingKey = await crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(authority.key), algorithm, false, ['sign']);
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=Weft, O=Weft',
    issuer: issuer.subject,
    ...validity(at, serverDays),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        ...names.dns.map((value) => ({ type: 'dns' as const, value })),
        ...names.addresses.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(await issuer.publicKey.export()),
    ],
  });
  return inPem(certificate, keys.privateKey);
}

/** From a day ago, since clocks differ. */
function validity(at: Date, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(at.getTime() - dayMilliseconds), notAfter: new Date(at.getTime() + days * dayMilliseconds) };
}

/** Positive, and of 16 bytes whatever the chance: a first bit of 1 would make it negative, a first byte of 0 shorter. */
function serialNumber(): string {
  return `5${randomBytes(16).toString('hex').slice(1)}`;
}

async function inPem(certificate: X509Certificate, privateKey: CryptoKey): Promise<CertificateAndKey> {
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY');
  return { cert: `${certificate.toString('pem')}\n`, key: `${key}\n` };
}
