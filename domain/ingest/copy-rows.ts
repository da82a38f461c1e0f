/** Rows into a table by COPY, many times quicker than inserts. */
import { finished } from 'node:stream/promises';
import type { Database } from '@weft/host/database';
import { isConnectionError } from '@weft/host/database-error';
import { uniqueViolation } from '@weft/host/unique-violation';
import { from } from 'pg-copy-streams';

/**
 * `into` is a table with its columns, in our own words only: `ingest.entry (id, key)`. All rows or none.
 * The commit does not wait for the disk: nothing may count on these rows before a later commit that does wait, and the log is in order.
 */
export async function copyText(database: Database, into: string, lines: string | Uint8Array): Promise<void> {
  await database.withClient(async (client) => {
    await client.query('set synchronous_commit = off');
    const stream = client.query(from(`copy ${into} from stdin`));
    stream.end(lines);
    await finished(stream);
  });
}

/** Sent again when the connection breaks; if the rows are there by then, which `primaryKey` (the constraint's name) tells, only the answer was lost. */
async function copyRows(database: Database, into: string, primaryKey: string, lines: readonly string[]): Promise<void> {
  for (;;) {
    try {
      return await copyText(database, into, lines.join(''));
    } catch (error) {
      if (uniqueViolation(error) === primaryKey) return;
      if (!isConnectionError(error)) throw error;
    }
  }
}

/** Fewer rows at once make more round trips, more are more memory. */
const rowsAtOnce = 2000;

/** Gathers rows and copies them when there are enough, one copy under way while the next is gathered. */
export class RowCopier {
  private lines: string[] = [];
  private copying: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly into: string,
    private readonly primaryKey: string,
  ) {}

  add(line: string): void {
    this.lines.push(line);
  }

  /** Resolves when more may be added; throws what went wrong meanwhile. */
  async ready(): Promise<void> {
    if (this.lines.length < rowsAtOnce) return;
    await this.copying;
    this.start();
  }

  async finish(): Promise<void> {
    if (this.lines.length > 0) this.start();
    await this.copying;
  }

  /** What was copied stays. */
  async abandon(): Promise<void> {
    this.lines = [];
    await this.copying.catch(() => {});
  }

  private start(): void {
    const { lines } = this;
    this.lines = [];
    this.copying = this.copying.then(() => copyRows(this.database, this.into, this.primaryKey, lines));
    // Told by `ready` or `finish`.
    this.copying.catch(() => {});
  }
}
