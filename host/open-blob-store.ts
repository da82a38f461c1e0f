/** Chooses the blob store that the configuration names. */
import { fileURLToPath } from 'node:url';
import type { BlobStore } from './blob.ts';
import { openFolderStore } from './blob-folder.ts';
import type { Config } from './config.ts';
import type { Paths } from './paths.ts';

/** The S3 client is loaded only where it is used: it takes 170 ms and 20 MB. */
export async function openBlobStore(
  config: Pick<Config, 'storageUrl' | 'storageCredentials' | 'storageRegion'>,
  paths: Pick<Paths, 'blobs'>,
): Promise<BlobStore> {
  if (config.storageUrl === null) return openFolderStore(paths.blobs);
  const url = new URL(config.storageUrl);
  if (url.protocol === 'file:') return openFolderStore(fileURLToPath(url));
  const { openS3Store } = await import('./blob-s3.ts');
  const folder = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  return openS3Store({
    bucket: url.host,
    prefix: folder === '' ? '' : `${folder}/`,
    endpoint: url.searchParams.get('endpoint'),
    region: url.searchParams.get('region') ?? config.storageRegion ?? 'us-east-1',
    credentials: config.storageCredentials,
  });
}
