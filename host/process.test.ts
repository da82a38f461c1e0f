import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { systemEnvironment } from './config.ts';
import { runTool, startChild, stopGroup } from './process.ts';
import { birthOf } from './process-birth.ts';
import { readLines } from './read-lines.ts';

const options = { cwd: tmpdir(), env: systemEnvironment(), timeoutMilliseconds: 10_000 };
const node = process.execPath;

test('a child gets the environment that is named and nothing of ours', async () => {
  const print = 'process.stdout.write(JSON.stringify(process.env))';
  const { stdout } = await runTool(node, ['-e', print], { ...options, env: { WEFT_ONLY: 'this' } });
  expect(JSON.parse(stdout)).toEqual({ WEFT_ONLY: 'this' });
});

test('a failing program is an answer, with its code and both outputs', async () => {
  const result = await runTool('sh', ['-c', 'cat; echo trouble >&2; exit 3'], { ...options, input: 'from input' });
  expect(result).toEqual({ exitCode: 3, stdout: 'from input', stderr: 'trouble\n', isCut: false });
});

test('a program that does not read what it is given is no failure', async () => {
  const result = await runTool('sh', ['-c', 'exit 0'], { ...options, input: Buffer.alloc(4 * 1024 * 1024) });
  expect(result.exitCode).toBe(0);
});

test('of too much output the beginning of stdout and the end of stderr are kept', async () => {
  const limits = { stdoutBytesMax: 5, stderrBytesMax: 3 };
  const result = await runTool('sh', ['-c', 'printf 123456789; printf abcdefghi >&2'], { ...options, ...limits });
  expect(result).toMatchObject({ stdout: '12345', stderr: 'ghi', isCut: true });
});

test('a missing program and a missing folder are told apart', async () => {
  await expect(runTool('weft-no-such-tool', [], options)).rejects.toMatchObject({ code: 'tool.missing' });
  await expect(runTool('git', [], { ...options, cwd: '/nowhere/at/all' })).rejects.toMatchObject({ code: 'tool.not_started' });
  await expect(runTool('/', [], options)).rejects.toMatchObject({ code: 'tool.not_started' });
});

test('a program that takes too long is stopped with everything it started', async () => {
  const started = performance.now();
  const stubborn = 'trap "" INT; sh -c \'trap "" INT; sleep 60\' & sleep 60';
  await expect(runTool('sh', ['-c', stubborn], { ...options, timeoutMilliseconds: 100 })).rejects.toMatchObject({ code: 'tool.timed_out' });
  expect(performance.now() - started).toBeLessThan(8_000);
});

test('a timeout also counts for output that a left-behind grandchild holds open', async () => {
  const started = performance.now();
  await expect(runTool('sh', ['-c', 'sleep 60 & exit 0'], { ...options, timeoutMilliseconds: 300 })).rejects.toMatchObject({
    code: 'tool.timed_out',
  });
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('the interrupt comes first, so that a program can write its results', async () => {
  const program = `process.on('SIGINT', () => { console.log('results written'); process.exit(2); }); console.log('ready'); setInterval(() => {}, 1000);`;
  const child = await startChild(node, ['-e', program], options);
  const lines = readLines(child.stdout, { lengthMax: 1000 });
  expect((await lines.next()).value).toBe('ready');
  await stopGroup(child, { interruptMilliseconds: 5_000 });
  expect((await lines.next()).value).toBe('results written');
  expect(await child.exited).toEqual({ code: 2, signal: null });
});

test('who ignores the interrupt is killed, with its children', async () => {
  const child = await startChild('sh', ['-c', 'trap "" INT; sleep 60 & echo $!; wait; wait'], options);
  const grandchild = Number((await readLines(child.stdout, { lengthMax: 100 }).next()).value);
  expect(await birthOf(grandchild)).not.toBeNull();
  await stopGroup(child, { interruptMilliseconds: 100 });
  expect((await child.exited).signal).toBe('SIGKILL');
  await expect.poll(() => birthOf(grandchild)).toBeNull();
});

test('children that the leader left behind go with the group', async () => {
  const child = await startChild('sh', ['-c', 'sh -c \'trap "" INT; echo $$; sleep 60\' & wait'], options);
  const grandchild = Number((await readLines(child.stdout, { lengthMax: 100 }).next()).value);
  await stopGroup(child, { interruptMilliseconds: 2_000 });
  await expect.poll(() => birthOf(grandchild)).toBeNull();
});

test('a writer waits while nobody takes its lines', async () => {
  const child = await startChild(
    node,
    ['-e', `const big = 'x'.repeat(1e6) + '\\n'; process.stdout.write(big.repeat(50), () => process.exit(0))`],
    options,
  );
  const lines = readLines(child.stdout, { lengthMax: 100 });
  await lines.next();
  const isOver = await Promise.race([child.exited.then(() => true), birthOf(child.pid).then((birth) => birth === null)]);
  expect(isOver).toBe(false);
  expect(child.stdout.readableLength).toBeLessThan(1e6);
  let count = 1;
  for await (const _ of lines) count++;
  expect(count).toBe(50);
});
