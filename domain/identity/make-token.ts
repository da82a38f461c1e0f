/** Makes tokens and the hashes under which they are stored: random 256 bits need no slow hash. */
import { createHash, randomBytes } from 'node:crypto';

/** `dbtc_` marks service tokens, `dbtu_` personal tokens, `dbts_` tokens of SCIM and `wfs_` browser sessions, `wfd_` deploy credentials of a repository; whoever finds one in a log can tell what leaked. */
export function makeToken(prefix: 'dbtc_' | 'dbtu_' | 'wfs_' | 'wfd_' | 'wfu_' | 'wfi_' | 'wfl_' | 'wft_' | 'dbts_'): string {
  return prefix + randomBytes(32).toString('base64url');
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
