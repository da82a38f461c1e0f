/** How much of the table of runs a question makes the database look at, as the database says itself. */
import pg from 'pg';
import { vi } from 'vitest';
import { z } from 'zod';
import type { House } from './house.ts';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What is asked of runs.run while `work` goes on. */
export async function runStatements(work: () => Promise<unknown>): Promise<readonly Statement[]> {
  const asked = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    return asked.mock.calls.flatMap(([first, values]) => readStatement(first, values));
  } finally {
    asked.mockRestore();
  }
}

function readStatement(first: unknown, second: unknown): readonly Statement[] {
  const config = z.object({ text: z.string(), values: z.array(z.unknown()).optional() }).safeParse(first);
  const text = config.success ? config.data.text : String(first);
  const values = Array.isArray(second) ? second : (config.data?.values ?? []);
  return /from "runs"\."run"/.test(text) ? [{ text, values }] : [];
}

const planSchema = z.object({
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().default(0),
  get Plans() {
    return z.array(planSchema).default([]);
  },
});

/** The rows of runs.run that it looks at to answer. */
export async function rowsRead({ database }: Pick<House, 'database'>, { text, values }: Statement): Promise<number> {
  const { rows } = await database.withClient((client) =>
    client.query<{ 'QUERY PLAN': unknown }>(`explain (analyze, format json) ${text}`, [...values]),
  );
  const [{ Plan }] = z.tuple([z.object({ Plan: planSchema })]).parse(rows[0]?.['QUERY PLAN']);
  return count(Plan);
}

function count(plan: z.infer<typeof planSchema>): number {
  const own = plan['Relation Name'] === 'run' ? (plan['Actual Rows'] + plan['Rows Removed by Filter']) * plan['Actual Loops'] : 0;
  return own + plan.Plans.reduce((sum, inner) => sum + count(inner), 0);
}
