/** A database of its own for a test file: a copy of the migrated template, or an empty one. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { inject } from 'vitest';
import { z } from 'zod';

export interface TestDatabase {
  readonly url: string;
  /** Also while somebody is connected. */
  drop(): Promise<void>;
}

const ServerAnswer = z.union([z.object({ url: z.string(), template: z.string() }), z.object({ problem: z.string() })]);

/** As the migrations leave it: 20 to 70 ms. */
export async function makeDatabase(): Promise<TestDatabase> {
  const { url, template } = await askServer();
  return create(url, `template ${template} strategy file_copy`);
}

export async function makeEmptyDatabase(): Promise<TestDatabase> {
  const { url } = await askServer();
  return create(url, 'template template0 strategy file_copy');
}

async function create(serverUrl: string, from: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await say(serverUrl, `create database ${name} ${from}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => say(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function askServer() {
  const answer = ServerAnswer.parse(JSON.parse(await text(connect(inject('databaseDoor')))));
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}

async function say(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
