/** Ten codes for whoever loses their second factor: shown once, kept as hashes, each good once. */
import { createHash, randomBytes } from 'node:crypto';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import { replaceRecoveryCodes, useRecoveryCode } from './store-factors.ts';

const count = 10;
/** Without signs that are taken for each other when they are read from paper. */
const alphabet = 'abcdefghjkmnpqrstvwxyz0123456789';

/** Those from before are good no more. 80 random bits each, so a fast hash is enough. */
export async function makeRecoveryCodes(tx: Tx, userId: Id<'user'>): Promise<readonly string[]> {
  const codes = Array.from({ length: count }, makeCode);
  await replaceRecoveryCodes(tx, userId, codes.map(hashCode));
  return codes;
}

/** In any letter case, with or without its hyphens. Answers whether it was good, and uses it up. */
export function takeRecoveryCode(tx: Tx, userId: Id<'user'>, code: string, at: Date): Promise<boolean> {
  return useRecoveryCode(tx, userId, hashCode(code), at);
}

function makeCode(): string {
  // 256 is a whole number of alphabets, so that no letter is likelier than another.
  const letters = [...randomBytes(16)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

function hashCode(code: string): Buffer {
  return createHash('sha256')
    .update(code.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .digest();
}
