/** Weft's own endpoints of single sign-on: `/api/weft/accounts/{id}/sso/…`. */
export interface WireSso {
  /** Passwords are for owners only. */
  readonly is_required: boolean;
  /** The addresses of a provider begin with it and its slug. */
  readonly base_url: string;
  /** For the identity provider's SCIM client. */
  readonly scim_base_url: string;
  /** Whether who asks may appoint owners, so that what they save of a provider is vouched for. */
  readonly may_vouch: boolean;
  readonly providers: readonly WireSsoProvider[];
}

export interface WireSsoProvider {
  readonly id: number;
  readonly account_id: number;
  readonly slug: string;
  readonly name: string;
  readonly is_enabled: boolean;
  readonly email_domains: readonly string[];
  readonly protocol: 'oidc' | 'saml';
  /** null where the protocol is the other one. */
  readonly oidc: WireOidcSettings | null;
  readonly saml: WireSamlSettings | null;
  readonly has_client_secret: boolean;
  /** Without it no owner is let in; set where somebody saves the provider who may appoint owners. */
  readonly vouched_by_owner: boolean;
  readonly start_url: string;
  /** OpenID Connect: the redirect URI. SAML: the assertion consumer service. */
  readonly callback_url: string;
  /** SAML: the entity id, which is also where the metadata is. */
  readonly metadata_url: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface WireOidcSettings {
  readonly issuer: string;
  readonly client_id: string;
  /** Beside `openid`, with blanks between them. */
  readonly scopes: string;
  readonly groups_claim: string;
  readonly assumes_verified_email: boolean;
}

export interface WireSamlSettings {
  readonly idp_entity_id: string;
  readonly sign_on_url: string;
  /** PEM. */
  readonly certificates: readonly string[];
  readonly email_attribute: string;
  readonly first_name_attribute: string;
  readonly last_name_attribute: string;
  readonly groups_attribute: string;
  readonly allows_unsolicited: boolean;
}

/** `metadata_xml` stands for entity id, sign-on address and certificates. */
export type SamlSettingsRequest = Partial<WireSamlSettings> & { readonly metadata_xml?: string };

export interface SsoProviderRequest {
  readonly name?: string;
  readonly is_enabled?: boolean;
  readonly email_domains?: readonly string[];
  readonly oidc?: Partial<WireOidcSettings>;
  readonly saml?: SamlSettingsRequest;
  /** null takes it away; left out it stays. */
  readonly client_secret?: string | null;
}

export interface WireSsoTest {
  readonly is_good: boolean;
  readonly findings: readonly { readonly verdict: 'good' | 'doubtful' | 'bad'; readonly text: string }[];
}

/** Holds, for a minute, why a sign-in elsewhere was refused: the sign-in page reads it aloud and forgets it. */
export const ssoProblemCookie = 'weft_sso_problem';
