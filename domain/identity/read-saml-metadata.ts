/** Reads the metadata of a SAML identity provider: who it is, where it signs people in, and with what it signs. */
import { X509Certificate } from 'node:crypto';
import { parseXml2JsFromString } from '@node-saml/node-saml/lib/xml.js';
import { Fault } from '@weft/base/fault';
import { isRecord } from '@weft/base/json';

/** A federation's list of all its members is larger than anybody pastes. */
const lengthMax = 512 * 1024;
const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

export interface SamlMetadata {
  readonly idpEntityId: string;
  readonly signOnUrl: string;
  /** PEM. */
  readonly certificates: readonly string[];
}

/** Faults: invalid `saml.xml_refused`, `saml.metadata_unfit`, `saml.certificate_invalid`. */
export async function readSamlMetadata(xml: string): Promise<SamlMetadata> {
  requirePlainXml(xml, 'The metadata');
  const document = await parseXml2JsFromString(xml).catch((error: unknown) => {
    throw refusedXml('The metadata', `is not XML: ${error instanceof Error ? error.message : String(error)}`);
  });
  const entity =
    childrenOf(document, 'EntityDescriptor')[0] ?? childrenOf(childrenOf(document, 'EntitiesDescriptor')[0], 'EntityDescriptor')[0];
  const role = childrenOf(entity, 'IDPSSODescriptor')[0];
  const idpEntityId = attributeOf(entity, 'entityID');
  if (idpEntityId === null || role === undefined) throw unfit('it describes no identity provider (EntityDescriptor with IDPSSODescriptor)');
  const services = childrenOf(role, 'SingleSignOnService');
  const signOnUrl = services.find((it) => attributeOf(it, 'Binding') === redirectBinding);
  const location = attributeOf(signOnUrl, 'Location');
  if (location === null) throw unfit('it names no SingleSignOnService with the HTTP-Redirect binding');
  const keys = childrenOf(role, 'KeyDescriptor').filter((it) => attributeOf(it, 'use') !== 'encryption');
  const texts = keys.flatMap((key) =>
    childrenOf(key, 'KeyInfo').flatMap((info) => childrenOf(info, 'X509Data').flatMap((data) => childrenOf(data, 'X509Certificate'))),
  );
  const certificates = texts.map((it) => readCertificate(textOf(it)));
  if (certificates.length === 0) throw unfit('it has no certificate for signing (KeyDescriptor with X509Certificate)');
  return { idpEntityId, signOnUrl: location, certificates: [...new Set(certificates)] };
}

/** PEM, or its base64 alone as most pages show it. Fault: invalid `saml.certificate_invalid`. */
export function readCertificate(text: string): string {
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '');
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).toString().trim();
  } catch {
    throw new Fault(
      'invalid',
      'saml.certificate_invalid',
      'A certificate of the identity provider cannot be read. Paste it whole, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
    );
  }
}

/** A document type can name entities that grow without end when they are read, or files; SAML never needs one. Fault: invalid `saml.xml_refused`. */
export function requirePlainXml(xml: string, what: string): void {
  if (xml.trim() === '') throw refusedXml(what, 'is empty');
  if (xml.length > lengthMax) throw refusedXml(what, `is longer than ${lengthMax / 1024} KiB`);
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw refusedXml(what, 'has a document type (<!DOCTYPE>), which is refused');
}

function refusedXml(what: string, why: string): Fault {
  return new Fault('invalid', 'saml.xml_refused', `${what} ${why}.`);
}

function unfit(why: string): Fault {
  return new Fault(
    'invalid',
    'saml.metadata_unfit',
    `The metadata cannot be used: ${why}. Paste what the identity provider offers as its own.`,
  );
}

/** The reader makes every child a list, an element's attributes `$`, and its text `_` where it has attributes too. */
function childrenOf(element: unknown, name: string): readonly unknown[] {
  if (!isRecord(element)) return [];
  const found = element[name];
  return Array.isArray(found) ? found : found === undefined ? [] : [found];
}

function attributeOf(element: unknown, name: string): string | null {
  const attributes = isRecord(element) ? element.$ : undefined;
  const value = isRecord(attributes) ? attributes[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}

function textOf(element: unknown): string {
  const text = isRecord(element) ? element._ : element;
  return typeof text === 'string' ? text : '';
}
