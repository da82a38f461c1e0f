/** Times a program from start to end, by the clock and by the processor: the second hardly changes with what else the machine does. */
import { runTool } from '@weft/host/process';
import { z } from 'zod';

export interface Times {
  readonly wall: number;
  /** Of the program and all that it waited for, in user and system mode. */
  readonly processor: number;
}

/** Node does not tell what a child has used. */
const wrapper = `
import json, os, sys, time
start = time.monotonic()
code = os.spawnv(os.P_WAIT, sys.argv[1], sys.argv[1:])
wall = time.monotonic() - start
used = os.times()
print("\\n" + json.dumps([code, wall, used.children_user + used.children_system]))
`;
const answerSchema = z.tuple([z.number(), z.number(), z.number()]);

/** In seconds. `python`: any of 3.10 or newer. */
export async function timeChild(
  python: string,
  command: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Times> {
  const { stdout, stderr } = await runTool(python, ['-c', wrapper, ...command], { cwd, env, timeoutMilliseconds: 300_000 });
  const [code, wall, processor] = answerSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  if (code !== 0) throw new Error(`${command.join(' ')} in ${cwd} failed:\n${stdout}${stderr}`);
  return { wall, processor };
}
