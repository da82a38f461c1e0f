/** Asks a Weft the same question at a steady rate, and times the answers. */
import { Agent, request } from 'node:http';
import type { WeftProcess } from './weft-process.ts';

export interface Steady {
  readonly path: string;
  readonly perSecond: number;
  /** Asked before each request, with how many were sent. */
  readonly isOver: (sent: number) => boolean;
}

/** Sends at fixed moments whether or not earlier answers have come, so that slow answers are not asked for more seldom. In milliseconds. */
export async function askSteadily(weft: WeftProcess, { path, perSecond, isOver }: Steady): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const from = performance.now();
  const answers: Promise<number>[] = [];
  for (let sent = 0; !isOver(sent); sent++) {
    const due = from + (sent * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    answers.push(askOnce(agent, weft, path));
  }
  const times = await Promise.all(answers);
  agent.destroy();
  return times;
}

function askOnce(agent: Agent, { port, token }: WeftProcess, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const asked = request({ host: '127.0.0.1', port, path, agent, headers: { authorization: `Token ${token}` } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path} was answered with ${response.statusCode}`));
      response.resume();
      response.once('end', () => resolve(performance.now() - from));
    });
    asked.once('error', reject);
    asked.end();
  });
}
