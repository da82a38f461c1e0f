/** Tells who holds a lock on a file, as DuckDB takes one on its own: asked of the system, so that also a process in another container is seen. */
import { readFile } from 'node:fs/promises';
import { runTool } from '@weft/host/process';

export interface FileLock {
  /** For people: `dbt (process 4242)`; `another process` where the system does not say which. */
  readonly holder: string;
}

/** Asking is no locking: nobody is kept from the file by it. The two orders of the fields are those of Linux and of macOS. */
const question = `
import fcntl, os, struct, sys
mac = sys.platform == 'darwin'
form = 'qqihh' if mac else 'hhqqi4x'
asked = (0, 0, 0, fcntl.F_WRLCK, 0) if mac else (fcntl.F_WRLCK, 0, 0, 0, 0)
file = os.open(sys.argv[1], os.O_RDONLY)
told = struct.unpack(form, fcntl.fcntl(file, fcntl.F_GETLK, struct.pack(form, *asked)))
kind, pid = (told[3], told[2]) if mac else (told[0], told[4])
print('free' if kind == fcntl.F_UNLCK else pid)
`;

/** Null: nobody, or there is no such file, or the system cannot tell. */
export async function findLock(python: string, file: string): Promise<FileLock | null> {
  const answer = await runTool(python, ['-I', '-S', '-c', question, file], { cwd: '/', env: {}, timeoutMilliseconds: 10_000 });
  const told = answer.stdout.trim();
  if (answer.exitCode !== 0 || !/^-?\d+$/.test(told)) return null;
  const pid = Number(told);
  if (pid <= 0) return { holder: 'another process' };
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return { holder: name.trim() === '' ? `process ${pid}` : `${name.trim()} (process ${pid})` };
}
