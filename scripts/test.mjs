/** `npm test [suite…]`: every suite, or those named; says at the end, in one line, how many tests passed and failed. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildIfNeeded, installDependencies, requireNode, requirePython, root, tool } from './prepare.mjs';

const suites = ['fast', 'contract', 'bad-input', 'crash', 'engine', 'clients', 'fuzz', 'browser'];
/** So that no long one is left over at the end, alone. */
const longestFirst = ['engine', 'browser', 'clients', 'contract', 'fuzz', 'crash', 'bad-input'];

/** Far more than any takes: one that hangs is ended, so that the others are still told of. */
const suiteMinutesMax = 30;

requireNode();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !suites.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`weft: there is no suite ${unknown.join(', ')}; the suites are ${suites.join(', ')}.\n`);
  process.exit(1);
}
const chosen = asked.length === 0 ? suites : asked;
// These want nothing but Node.
const isSlow = chosen.some((name) => name !== 'fast' && name !== 'contract');
if (isSlow) requirePython();
installDependencies();
if (isSlow) await buildIfNeeded(['server', 'web']);

const folder = mkdtempSync(join(tmpdir(), 'weft-test-'));
const counts = { passed: 0, failed: 0, skipped: 0 };
const broken = [];
const failures = [];
const took = [];
/** Each suite is a group of processes of its own, which a signal to this one does not reach. */
const underWay = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    for (const pid of underWay) endGroup(pid);
    process.exit(1);
  });
if (chosen.includes('fast')) timed('format and lint', (name) => check(name, tool('biome'), ['ci', '--error-on-warnings', '.']));
if (chosen.includes('fast')) timed('types', (name) => check(name, tool('tsc'), []));
// The fast suite fills the machine by itself; the slow ones mostly wait for processes, two of them at a time.
if (chosen.includes('fast')) await runSuite('fast', 'inherit');
const slow = chosen.filter((name) => name !== 'fast').sort((a, b) => longestFirst.indexOf(a) - longestFirst.indexOf(b));
await Promise.all([takeSuites(), takeSuites()]);
rmSync(folder, { recursive: true, force: true });
for (const failure of failures) process.stdout.write(`\n${failure}\n`);
process.stdout.write(`\ntook: ${took.join(' · ')}\n`);
if (broken.length > 0) process.stdout.write(`failed: ${broken.join(', ')}\n`);
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}\n`);
process.exit(broken.length === 0 && counts.failed === 0 ? 0 : 1);

function timed(name, work) {
  const startedAt = performance.now();
  work(name);
  took.push(`${name} ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

/** A check counts as one test, so that it can be seen in the sum. */
function check(name, file, args) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(file, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) counts.passed += 1;
  else {
    counts.failed += 1;
    broken.push(name);
  }
}

async function takeSuites() {
  for (let suite = slow.shift(); suite !== undefined; suite = slow.shift()) {
    if (chosen.length === 1) {
      await runSuite(suite, 'inherit');
      continue;
    }
    // Kept until it is over, so that two suites do not speak at once.
    const output = join(folder, `${suite}.log`);
    process.stdout.write(`\n== ${suite} has begun\n`);
    const file = openSync(output, 'w');
    await runSuite(suite, ['ignore', file, file]);
    closeSync(file);
    process.stdout.write(`${readFileSync(output, 'utf8')}\n`);
  }
}

async function runSuite(suite, stdio) {
  const startedAt = performance.now();
  if (stdio === 'inherit') process.stdout.write(`\n== ${suite}\n`);
  const report = join(folder, `${suite}.json`);
  const args = ['run', '--project', suite, '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = await new Promise((resolve) => {
    const child = spawn(tool('vitest'), args, { cwd: root, stdio, detached: true });
    underWay.add(child.pid);
    const limit = setTimeout(() => endGroup(child.pid), suiteMinutesMax * 60_000);
    child
      .on('close', resolve)
      .on('error', resolve)
      .on('close', () => {
        clearTimeout(limit);
        underWay.delete(child.pid);
      });
  });
  took.push(`${suite} ${Math.round((performance.now() - startedAt) / 1000)} s`);
  const result = read(report);
  counts.passed += result?.numPassedTests ?? 0;
  counts.failed += result?.numFailedTests ?? 0;
  counts.skipped += result?.numPendingTests ?? 0;
  if (status === 0 && result) return;
  failures.push(...(result?.testResults ?? []).flatMap((file) => describeFailures(suite, file)));
  // A file that cannot even be loaded fails no single test, and must not look like nothing; nor must a suite that never ends.
  if (!result || result.numFailedTests === 0) counts.failed += 1;
  if (!result) failures.push(`failed: ${suite} · it told no result: it broke down, or had not ended after ${suiteMinutesMax} minutes`);
  broken.push(suite);
}

/** With all that it started, which would otherwise hold its output open. */
function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

/** Told again at the very end: what is kept of a long run is often its last lines only. */
function describeFailures(suite, { name, message, assertionResults }) {
  const failed = assertionResults.filter((it) => it.status === 'failed');
  const file = relative(root, name);
  if (failed.length === 0) return message ? [`failed: ${suite} · ${file}\n${firstLines(message)}`] : [];
  return failed.map((it) => `failed: ${suite} · ${file} · ${it.fullName}\n${firstLines(it.failureMessages.join('\n'))}`);
}

function firstLines(text) {
  return text.split('\n').slice(0, 25).join('\n').slice(0, 3000);
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
