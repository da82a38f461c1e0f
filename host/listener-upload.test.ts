import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { issueAuthority, issueServer } from './certificate.ts';
import { systemClock } from './clock.ts';
import { Listener } from './listener.ts';

test.each(['http', 'https'])('200 MB arrive whole over %s while the memory stays flat', async (scheme) => {
  const hash = createHash('sha256');
  const authority = await issueAuthority(systemClock.now());
  const certificate = await issueServer(authority, { dns: ['localhost'], addresses: ['127.0.0.1'] }, systemClock.now());
  const listener = new Listener(async (request, response) => {
    await pipeline(request, async (chunks) => {
      for await (const chunk of chunks) hash.update(chunk);
    });
    response.end(hash.digest('hex'));
  }, certificate);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  const program = `
    const { request } = require('node:${scheme}'); const { createHash, randomBytes } = require('node:crypto');
    const chunk = randomBytes(1024 * 1024), hash = createHash('sha256');
    const put = request({ port: ${port}, host: '127.0.0.1', method: 'PUT', rejectUnauthorized: false }, (answer) => {
      answer.on('data', (told) => console.log(String(told) === hash.digest('hex') ? 'same' : 'other'));
    });
    let left = 200;
    const write = () => { while (left-- > 0) { hash.update(chunk); if (!put.write(chunk)) return put.once('drain', write); } put.end(); };
    write();`;
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 10);
  const started = performance.now();
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [told] = await once(child.stdout, 'data');
  clearInterval(watch);
  console.info(`${scheme}: 200 MB in ${(performance.now() - started).toFixed(0)} ms, ${((peak - before) / 1e6).toFixed(0)} MB more memory`);
  expect(String(told)).toBe('same\n');
  expect(peak - before).toBeLessThan(100 * 1024 * 1024);
  listener.close();
});
