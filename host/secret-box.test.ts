import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSecretBox } from './secret-box.ts';

test.each(['', 'hunter2', 'naïve 密码\n', 'x'.repeat(1_000_000)])('what was sealed is opened again', async (plain) => {
  const box = await openSecretBox({ secretKey: key(), keysFolder: '/nowhere' });
  expect(box.open(box.seal(plain, 'connection:1'), 'connection:1')).toBe(plain);
});

test('a secret that was moved to another place cannot be opened there', async () => {
  const box = await openSecretBox({ secretKey: key(), keysFolder: '/nowhere' });
  const sealed = box.seal('hunter2', 'connection:1');
  expect(() => box.open(sealed, 'connection:12')).toThrow(expect.objectContaining({ code: 'secret.unreadable' }));
});

test('neither with another key, nor cut, nor changed in any place', async () => {
  const box = await openSecretBox({ secretKey: key(), keysFolder: '/nowhere' });
  const other = await openSecretBox({ secretKey: key(), keysFolder: '/nowhere' });
  const sealed = box.seal('hunter2', 'connection:1');
  const unreadable = expect.objectContaining({ code: 'secret.unreadable' });
  expect(() => other.open(sealed, 'connection:1')).toThrow(unreadable);
  for (const broken of ['', 'v1.', 'v1.AAAA', sealed.slice(0, -1), sealed.slice(0, 25), sealed.replace('v1.', 'v2.')])
    expect(() => box.open(broken, 'connection:1'), broken).toThrow(unreadable);
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => box.open(`v1.${changed.toString('base64url')}`, 'connection:1')).toThrow(unreadable);
  }
});

test('the same secret never looks the same twice', async () => {
  const box = await openSecretBox({ secretKey: key(), keysFolder: '/nowhere' });
  expect(box.seal('hunter2', 'a')).not.toBe(box.seal('hunter2', 'a'));
});

test('without a key in the environment one is made in the home, once, for the owner only', async () => {
  const keysFolder = await mkdtemp(join(tmpdir(), 'weft-keys-'));
  const boxes = await Promise.all([1, 2, 3, 4].map(() => openSecretBox({ secretKey: null, keysFolder })));
  const sealed = boxes[0]?.seal('hunter2', 'a') ?? '';
  for (const box of boxes) expect(box.open(sealed, 'a')).toBe('hunter2');
  expect(await readdir(keysFolder)).toEqual(['secret.key']);
  await chmod(join(keysFolder, 'secret.key'), 0o644);
  const later = await openSecretBox({ secretKey: null, keysFolder });
  expect(later.open(sealed, 'a')).toBe('hunter2');
  expect((await stat(join(keysFolder, 'secret.key'))).mode & 0o777).toBe(0o600);
});

test('a damaged key file stops the start, and is not replaced', async () => {
  const keysFolder = await mkdtemp(join(tmpdir(), 'weft-keys-'));
  await writeFile(join(keysFolder, 'secret.key'), 'half a k');
  const attempt = openSecretBox({ secretKey: null, keysFolder });
  await expect(attempt).rejects.toMatchObject({ code: 'secret_key.malformed', message: expect.not.stringContaining('half a k') });
});

function key(): string {
  return randomBytes(32).toString('base64');
}
