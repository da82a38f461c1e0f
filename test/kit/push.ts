/** Puts files into a managed repository as people do: clone by its path, change, commit, push. */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnvironment } from '@weft/host/config';
import { runTool } from '@weft/host/process';

/** The new commit holds what is in `folder`, with `files` added or put in their place, and nothing else. */
export async function pushFolder(repository: string, folder: string, files: Readonly<Record<string, string>> = {}): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'weft-push-'));
  const clone = join(scratch, 'clone');
  try {
    await git(scratch, ['clone', '--quiet', repository, clone]);
    for (const name of readdirSync(clone)) if (name !== '.git') rmSync(join(clone, name), { recursive: true });
    cpSync(folder, clone, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(clone, name), text);
    await git(clone, ['add', '--all']);
    await git(clone, ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message', 'Change']);
    await git(clone, ['push', '--quiet', 'origin', 'HEAD']);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function git(cwd: string, args: readonly string[]): Promise<void> {
  const end = await runTool('git', args, { cwd, env: systemEnvironment(), timeoutMilliseconds: 60_000 });
  if (end.exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${end.stderr}`);
}
