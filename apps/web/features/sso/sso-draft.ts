/** A sign-in provider while it is being filled in, and what is sent of it. */
import type { SsoProviderRequest, WireSsoProvider } from '@weft/wire/weft/sso';

export interface SsoDraft {
  readonly protocol: 'oidc' | 'saml';
  readonly name: string;
  readonly emailDomains: readonly string[];
  readonly issuer: string;
  readonly clientId: string;
  /** Empty: the one that is kept stays. */
  readonly clientSecret: string;
  readonly scopes: string;
  readonly groupsClaim: string;
  readonly assumesVerifiedEmail: boolean;
  /** Stands for the three fields after it. */
  readonly metadataXml: string;
  readonly idpEntityId: string;
  readonly signOnUrl: string;
  readonly certificates: string;
  readonly emailAttribute: string;
  readonly firstNameAttribute: string;
  readonly lastNameAttribute: string;
  readonly groupsAttribute: string;
  readonly allowsUnsolicited: boolean;
}

export function draftOf(provider: WireSsoProvider | null): SsoDraft {
  const { oidc = null, saml = null } = provider ?? {};
  return {
    protocol: provider?.protocol ?? 'oidc',
    name: provider?.name ?? '',
    emailDomains: provider?.email_domains ?? [],
    issuer: oidc?.issuer ?? '',
    clientId: oidc?.client_id ?? '',
    clientSecret: '',
    scopes: oidc?.scopes ?? 'email profile',
    groupsClaim: oidc?.groups_claim ?? 'groups',
    assumesVerifiedEmail: oidc?.assumes_verified_email ?? false,
    metadataXml: '',
    idpEntityId: saml?.idp_entity_id ?? '',
    signOnUrl: saml?.sign_on_url ?? '',
    certificates: saml?.certificates.join('\n') ?? '',
    emailAttribute: saml?.email_attribute ?? 'email',
    firstNameAttribute: saml?.first_name_attribute ?? 'first_name',
    lastNameAttribute: saml?.last_name_attribute ?? 'last_name',
    groupsAttribute: saml?.groups_attribute ?? 'groups',
    allowsUnsolicited: saml?.allows_unsolicited ?? false,
  };
}

export function requestOf(draft: SsoDraft): SsoProviderRequest {
  const common = { name: draft.name.trim(), email_domains: draft.emailDomains };
  if (draft.protocol === 'oidc')
    return {
      ...common,
      ...(draft.clientSecret === '' ? {} : { client_secret: draft.clientSecret }),
      oidc: {
        issuer: draft.issuer.trim(),
        client_id: draft.clientId.trim(),
        scopes: draft.scopes.trim(),
        groups_claim: draft.groupsClaim.trim(),
        assumes_verified_email: draft.assumesVerifiedEmail,
      },
    };
  return {
    ...common,
    saml: {
      ...(draft.metadataXml.trim() === ''
        ? { idp_entity_id: draft.idpEntityId.trim(), sign_on_url: draft.signOnUrl.trim(), certificates: split(draft.certificates) }
        : { metadata_xml: draft.metadataXml }),
      email_attribute: draft.emailAttribute.trim(),
      first_name_attribute: draft.firstNameAttribute.trim(),
      last_name_attribute: draft.lastNameAttribute.trim(),
      groups_attribute: draft.groupsAttribute.trim(),
      allows_unsolicited: draft.allowsUnsolicited,
    },
  };
}

/** Several in PEM one after the other, or one without its frame. */
function split(text: string): readonly string[] {
  const framed = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  return framed ?? (text.trim() === '' ? [] : [text.trim()]);
}
