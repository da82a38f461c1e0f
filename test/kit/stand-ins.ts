/** Memory instead of the blob folder, the queue and the secret box. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { BlobStore } from '@weft/host/blob';
import type { Queue } from '@weft/host/queue';
import type { SecretBox } from '@weft/host/secret-box';

export function standInQueue(): Queue {
  return { async send() {}, async work() {} };
}

export function standInSecretBox(): SecretBox {
  return {
    seal: (plain, purpose) => Buffer.from(JSON.stringify([plain, purpose])).toString('base64'),
    open(sealed, purpose) {
      const [plain, sealedFor] = JSON.parse(Buffer.from(sealed, 'base64').toString());
      if (sealedFor !== purpose) throw new Error('sealed for another purpose');
      return plain;
    },
  };
}

export function standInBlobs(): BlobStore {
  const blobs = new Map<string, Buffer>();
  return {
    async put(key, body) {
      const bytes = Buffer.isBuffer(body) ? body : await buffer(body);
      blobs.set(key, bytes);
      return bytes.length;
    },
    read: async (key, range) => blobs.get(key)?.subarray(range?.start, range?.end) ?? null,
    async stream(key) {
      const bytes = blobs.get(key);
      return bytes === undefined ? null : Readable.from([bytes]);
    },
    size: async (key) => blobs.get(key)?.length ?? null,
    async remove(key) {
      blobs.delete(key);
    },
    list: async (prefix) => [...blobs.keys()].filter((key) => key.startsWith(prefix)).sort(),
  };
}
