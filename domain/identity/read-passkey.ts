/** Reads what a browser's WebAuthn calls answer, as JSON (W3C, Web Authentication level 3, `RegistrationResponseJSON` and `AuthenticationResponseJSON`). */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';

/** base64url; an attestation with its certificates is a few thousand characters. */
const bytes = z.string().max(20_000);
const attachment = z.enum(['cross-platform', 'platform']).optional();
const results = z.looseObject({}).default({});

export const attestationSchema: z.ZodType<RegistrationResponseJSON> = z.object({
  id: bytes,
  rawId: bytes,
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  clientExtensionResults: results,
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z.array(z.string().max(30)).max(10).optional(),
  }),
});

export const assertionSchema: z.ZodType<AuthenticationResponseJSON> = z.object({
  id: bytes,
  rawId: bytes,
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  clientExtensionResults: results,
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: bytes.optional(),
  }),
});
