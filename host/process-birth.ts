/** When a process was started, as a mark that tells it from a later process with the same id. */
import { readFile } from 'node:fs/promises';
import { systemEnvironment } from './config.ts';
import { runTool } from './process.ts';

/** null: there is no such process, or it is dead and only waits to be collected. */
export async function birthOf(pid: number): Promise<string | null> {
  return process.platform === 'linux' ? birthInProc(pid) : birthByPs(pid);
}

/** Ticks since boot say nothing across boots, hence the boot's id. */
async function birthInProc(pid: number): Promise<string | null> {
  try {
    const [stat, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/sys/kernel/random/boot_id', 'utf8')]);
    // The command's name stands in parentheses and may hold spaces and parentheses itself; see proc(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    return state === 'Z' || state === 'X' || startTicks === undefined ? null : `${boot.trim()}:${startTicks}`;
  } catch {
    return null;
  }
}

async function birthByPs(pid: number): Promise<string | null> {
  const env = { ...systemEnvironment(), LC_ALL: 'C', TZ: 'UTC' };
  const answer = await runTool('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { cwd: '/', env, timeoutMilliseconds: 5_000 });
  const [state = '', ...start] = answer.stdout.trim().split(/\s+/);
  return answer.exitCode !== 0 || state.startsWith('Z') ? null : start.join(' ');
}
