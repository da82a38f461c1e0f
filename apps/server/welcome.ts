/** Says how to get in, once Weft is served; makes the owner and loads the demo the first time. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { asId } from '@weft/base/id';
import { foundAccount } from '@weft/domain/access/found-account';
import { createOwner, hasOwner } from '@weft/domain/identity/create-owner';
import type { Host } from '@weft/host/host';
import { createWhole } from '@weft/host/write-whole';
import { loadDemo } from './demo/load-demo.ts';

const ownerEmail = 'owner@localhost.example';

/** Resolves when the block is printed; the demo goes on behind it. */
export async function welcome(host: Host, root: string): Promise<void> {
  const { config } = host;
  const demoAccount = config.isDemo && !(await hasOwner(host)) ? await makeOwner(host) : null;
  const password = await readPassword(host);
  const lines = [
    '',
    `  Weft is served at ${config.publicUrl}  (https on the same port)`,
    password === null
      ? `  Sign in at ${config.publicUrl}${(await hasOwner(host)) ? '' : ': the first visitor becomes the owner'}`
      : `  Sign in as ${ownerEmail} with the password ${password}`,
    ...(host.trust.caFile === null ? [] : [`  Clients trust it by REQUESTS_CA_BUNDLE=${host.trust.bundleFile}`]),
    '  Try: the Mesh page · a project → Environments → Artifact upload · Deploy → Runs',
    `  Everything is kept in ${config.home}; stop with Ctrl-C`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (config.isDemo) void goOnWithDemo(host, root, demoAccount);
}

async function goOnWithDemo(host: Host, root: string, accountId: Id<'account'> | null): Promise<void> {
  try {
    await loadDemo(host, {
      folder: join(root, 'demo'),
      accountId: accountId ?? asId<'account'>(1),
      scale: '0.1',
      tenantHostname: `localhost:${host.config.port}`,
      say: (line) => process.stdout.write(`  ${line}\n`),
    });
  } catch (error) {
    // What did not work is said once here, in full in the log, and tried again by the next start.
    host.log.error('demo.failed', { reason: messageOf(error), error });
  }
}

async function makeOwner(host: Host): Promise<Id<'account'>> {
  const password = randomBytes(12).toString('base64url');
  await createWhole(passwordFile(host), `${password}\n`, 0o600);
  const { account } = await createOwner(
    host,
    { accountName: 'Demo', email: ownerEmail, firstName: 'Weft', lastName: 'Owner', password: (await readPassword(host)) ?? password },
    (tx, made, user) => foundAccount(host, tx, { accountId: made.id, ownerId: user.id }),
  );
  return account.id;
}

function passwordFile(host: Host): string {
  return join(host.paths.keys, 'owner-password');
}

/** null: the owner made their own. */
async function readPassword(host: Host): Promise<string | null> {
  return readFile(passwordFile(host), 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}
