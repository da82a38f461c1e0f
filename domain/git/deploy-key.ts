/** Makes the pair of keys with which Weft enters one repository by ssh, in the forms that ssh and git providers read. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';

export interface DeployKey {
  /** `ssh-ed25519 AAAA… weft`. */
  readonly publicKey: string;
  /** An OpenSSH private key, as a file holds it. */
  readonly privateKey: string;
}

const type = 'ssh-ed25519';

/** Ed25519: short enough to be copied by hand, and taken by every provider. */
export function makeDeployKey(): DeployKey {
  const pair = generateKeyPairSync('ed25519');
  const seed = Buffer.from(pair.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  const point = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const open = Buffer.concat([text(type), text(point)]);
  return { publicKey: `${type} ${open.toString('base64')} weft`, privateKey: privateFile(open, point, seed) };
}

/** The format that OpenSSH itself writes (PROTOCOL.key), without a passphrase: the box that seals it is the lock. */
function privateFile(open: Buffer, point: Buffer, seed: Buffer): string {
  const check = randomBytes(4);
  const hidden = Buffer.concat([check, check, text(type), text(point), text(Buffer.concat([seed, point])), text('weft')]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (hidden.length % 8)) % 8);
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[text('none'), text('none'), text(''), number(1), text(open), text(Buffer.concat([hidden, padding]))],
  ]);
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}

function text(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
