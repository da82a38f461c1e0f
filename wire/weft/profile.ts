/** A person's own way in: `/api/weft/profile/…`. */

/** `GET /api/weft/profile/`. */
export interface WireProfile {
  readonly id: number;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  /** false: they sign in by an identity provider or a passkey. */
  readonly has_password: boolean;
  readonly has_totp: boolean;
  readonly recovery_codes_left: number;
  readonly passkeys: readonly WirePasskey[];
  /** The host name that passkeys are bound to. */
  readonly passkey_host: string;
  /** When they last proved who they are; changing how that is proved takes it to be within 15 minutes. */
  readonly confirmed_at: string;
  readonly sends_mail: boolean;
}

export interface WirePasskey {
  readonly id: number;
  readonly name: string;
  readonly created_at: string;
  readonly last_used_at: string | null;
}

export interface WireProfileSession {
  readonly id: number;
  /** The one that asks. */
  readonly is_this: boolean;
  /** `Firefox on Linux`. */
  readonly device: string;
  readonly user_agent: string;
  readonly address: string;
  readonly method: 'password' | 'totp' | 'recovery_code' | 'passkey' | 'oidc' | 'saml' | 'invitation' | 'password_link';
  readonly created_at: string;
  readonly last_used_at: string;
  readonly expires_at: string;
}

/** `POST /api/weft/profile/totp/`: shown while the app is set up, and nowhere else. */
export interface WireTotpSetup {
  /** base32, for typing. */
  readonly secret: string;
  /** `otpauth://…`, for the QR code. */
  readonly uri: string;
}

/** Shown once. null: those from before stay good. */
export interface WireRecoveryCodes {
  readonly recovery_codes: readonly string[] | null;
}
