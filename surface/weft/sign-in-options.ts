/** `GET /api/weft/sign-in-options/`: what the sign-in page offers to somebody who is nobody yet. */
import { listSignInProviders } from '@weft/domain/identity/manage-sso-providers';
import { relyingParty } from '@weft/domain/identity/passkeys';
import { isMailConfigured } from '@weft/host/mail';
import type { WireSignInOptions } from '@weft/wire/weft/session';
import { z } from 'zod';
import { type AnyRoute, route } from '../kit/route.ts';

export const signInOptionsRoute: AnyRoute = route({
  method: 'GET',
  path: '/api/weft/sign-in-options/',
  needs: 'nobody',
  input: z.object({}),
  answer: async (host): Promise<WireSignInOptions> => ({
    providers: (await listSignInProviders(host)).map(({ name, slug }) => ({ name, start_url: `/api/weft/sso/${slug}/start/` })),
    has_passwords: true,
    passkey_host: relyingParty(host).id,
    sends_mail: isMailConfigured(host),
  }),
});
