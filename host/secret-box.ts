/** Encryption at rest: AES-256-GCM under one key; the purpose is bound in, so that a ciphertext cannot be moved to another place. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import { createWhole } from './write-whole.ts';

export interface SecretBox {
  /** `purpose` names the place, such as `connection:12`. */
  seal(plain: string, purpose: string): string;
  /** Fault: unavailable `secret.unreadable`: another key, another purpose, or damaged. */
  open(sealed: string, purpose: string): string;
}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** Goes before what is sealed, so that a later way of sealing can be told apart. */
const version = 'v1.';

/**
 * The key is `secretKey` (base64 of 32 bytes) or, when that is null, the one in `keys/secret.key`, made at the first start.
 * Fault: invalid `secret_key.malformed`.
 */
export async function openSecretBox(options: { readonly secretKey: string | null; readonly keysFolder: string }): Promise<SecretBox> {
  const { secretKey, keysFolder } = options;
  const file = join(keysFolder, 'secret.key');
  const key = Buffer.from(secretKey ?? (await readOrMakeKey(file)), 'base64');
  if (key.length !== keyBytes) {
    const place = secretKey === null ? `The file ${file}` : 'WEFT_SECRET_KEY';
    throw new Fault(
      'invalid',
      'secret_key.malformed',
      `${place} does not hold 32 bytes in base64. Put back the key that was there: without it the stored secrets cannot be read.`,
    );
  }
  return { seal: (plain, purpose) => seal(key, plain, purpose), open: (sealed, purpose) => open(key, sealed, purpose) };
}

/** Of two that start at once both get the same key: who comes second reads what the first has made. */
async function readOrMakeKey(file: string): Promise<string> {
  const made = `${randomBytes(keyBytes).toString('base64')}\n`;
  await createWhole(file, made, 0o600);
  await chmod(file, 0o600);
  return (await readFile(file, 'utf8')).trim();
}

function seal(key: Buffer, plain: string, purpose: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(purpose, 'utf8'));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return version + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

function open(key: Buffer, sealed: string, purpose: string): string {
  try {
    if (!sealed.startsWith(version)) throw new Error('sealed in a way this program does not know');
    const bytes = Buffer.from(sealed.slice(version.length), 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(purpose, 'utf8')).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    throw new Fault(
      'unavailable',
      'secret.unreadable',
      `The secret stored for ${purpose} cannot be read: it was sealed with another key, or it is damaged. Put back the key, or enter the secret again.`,
    );
  }
}
