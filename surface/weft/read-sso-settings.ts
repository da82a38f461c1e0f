/** Reads how a sign-in provider is reached from what a form or a program sent; what is left out stays as it was. */
import { Fault } from '@weft/base/fault';
import { readCertificate, readSamlMetadata } from '@weft/domain/identity/read-saml-metadata';
import type { OidcSettings, SamlSettings } from '@weft/domain/identity/sso-provider';
import { oidcSettingsSchema, samlSettingsSchema } from '@weft/domain/identity/sso-provider';
import { z } from 'zod';

const text = z.string().trim().max(2048).optional();

export const oidcBody = z.object({
  issuer: text,
  client_id: text,
  scopes: text,
  groups_claim: text,
  assumes_verified_email: z.boolean().optional(),
});

export const samlBody = z.object({
  /** Stands for entity id, sign-on address and certificates. */
  metadata_xml: z
    .string()
    .max(1024 * 1024)
    .optional(),
  idp_entity_id: text,
  sign_on_url: text,
  certificates: z.array(z.string().max(20_000)).max(10).optional(),
  email_attribute: text,
  first_name_attribute: text,
  last_name_attribute: text,
  groups_attribute: text,
  allows_unsolicited: z.boolean().optional(),
});

/** Fault: invalid `request.invalid`, which names each field. */
export function readOidcSettings(body: z.output<typeof oidcBody>, before: OidcSettings | null): OidcSettings {
  const sent = {
    issuer: body.issuer,
    clientId: body.client_id,
    scopes: body.scopes,
    groupsClaim: body.groups_claim,
    assumesVerifiedEmail: body.assumes_verified_email,
  };
  return read(
    oidcSettingsSchema,
    { ...before, ...present(sent), protocol: 'oidc' },
    { clientId: 'client_id', groupsClaim: 'groups_claim' },
  );
}

/** Faults: invalid `request.invalid`, `saml.metadata_unfit`, `saml.certificate_invalid`, `saml.xml_refused`. */
export async function readSamlSettings(body: z.output<typeof samlBody>, before: SamlSettings | null): Promise<SamlSettings> {
  const metadata = body.metadata_xml === undefined || body.metadata_xml.trim() === '' ? {} : await readSamlMetadata(body.metadata_xml);
  const sent = {
    idpEntityId: body.idp_entity_id || undefined,
    signOnUrl: body.sign_on_url || undefined,
    certificates: body.certificates?.filter((pem) => pem.trim() !== '').map(readCertificate),
    emailAttribute: body.email_attribute,
    firstNameAttribute: body.first_name_attribute,
    lastNameAttribute: body.last_name_attribute,
    groupsAttribute: body.groups_attribute,
    allowsUnsolicited: body.allows_unsolicited,
  };
  const names = { idpEntityId: 'idp_entity_id', signOnUrl: 'sign_on_url' };
  return read(samlSettingsSchema, { ...before, ...present(sent), ...metadata, protocol: 'saml' }, names);
}

function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function read<Settings>(schema: z.ZodType<Settings>, value: unknown, names: Readonly<Record<string, string>>): Settings {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ field: names[String(path[0])] ?? String(path[0]), message }));
  const where = issues.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new Fault('invalid', 'request.invalid', `The request is not understood: ${where}.`, { issues });
}
