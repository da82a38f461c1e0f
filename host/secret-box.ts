/** Encryption at rest: AES-256-GCM under one key; the purpose is bound in, so that a ciphertext cannot be moved to another place. */
export interface SecretBox {
  /** `purpose` names the place, such as `connection:12`. */
  seal(plain: string, purpose: string): string;
  open(sealed: string, purpose: string): string;
}
