/** A sign-in provider as the API shows it, with the addresses that the other side must be told. */
import type { SsoProvider } from '@weft/domain/identity/sso-provider';
import { isOidc, isSaml, ssoAddresses } from '@weft/domain/identity/sso-provider';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireOidcSettings, WireSamlSettings, WireSsoProvider } from '@weft/wire/weft/sso';

export function presentSsoProvider(host: Host, provider: SsoProvider): WireSsoProvider {
  const { startUrl, callbackUrl, metadataUrl } = ssoAddresses(host.config.publicUrl, provider.slug);
  return {
    id: provider.id,
    account_id: provider.accountId,
    slug: provider.slug,
    name: provider.name,
    is_enabled: provider.isEnabled,
    email_domains: provider.emailDomains,
    protocol: provider.settings.protocol,
    oidc: presentOidc(provider),
    saml: presentSaml(provider),
    has_client_secret: provider.hasClientSecret,
    vouched_by_owner: provider.vouchedByOwner,
    start_url: startUrl,
    callback_url: callbackUrl,
    metadata_url: metadataUrl,
    created_at: wireTimestamp(provider.createdAt),
    updated_at: wireTimestamp(provider.updatedAt),
  };
}

function presentOidc(provider: SsoProvider): WireOidcSettings | null {
  if (!isOidc(provider)) return null;
  const { issuer, clientId, scopes, groupsClaim, assumesVerifiedEmail } = provider.settings;
  return { issuer, client_id: clientId, scopes, groups_claim: groupsClaim, assumes_verified_email: assumesVerifiedEmail };
}

function presentSaml(provider: SsoProvider): WireSamlSettings | null {
  if (!isSaml(provider)) return null;
  const { settings } = provider;
  return {
    idp_entity_id: settings.idpEntityId,
    sign_on_url: settings.signOnUrl,
    certificates: settings.certificates,
    email_attribute: settings.emailAttribute,
    first_name_attribute: settings.firstNameAttribute,
    last_name_attribute: settings.lastNameAttribute,
    groups_attribute: settings.groupsAttribute,
    allows_unsolicited: settings.allowsUnsolicited,
  };
}
