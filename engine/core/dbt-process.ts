/** A running dbt command, however it was started. */
import type { Readable } from 'node:stream';
import type { Exit } from '@weft/host/process';

export interface DbtRequest {
  /** After `dbt`. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment; see `childEnvironment`. */
  readonly env: Readonly<Record<string, string>>;
}

export interface DbtProcess {
  readonly pid: number;
  /** Both must be read to their ends. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** When the process has ended and its outputs are whole. Never rejects. */
  readonly exited: Promise<Exit>;
  /** To the command and everything it started. */
  signal(name: 'SIGINT' | 'SIGKILL'): void;
}
