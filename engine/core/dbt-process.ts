/** A running dbt command, however it was started. */
import type { Readable } from 'node:stream';
import type { Exit } from '@weft/host/process';

export interface DbtRequest {
  /** After `dbt`. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment; see `childEnvironment`. */
  readonly env: Readonly<Record<string, string>>;
  /** The command is carried out in two parts; see `TwoParts`. Absent: in one. */
  readonly parts?: TwoParts | null;
}

/** The project is parsed first, once, and the command follows on that very manifest: with what it says known, and the argv that it calls for. */
export interface TwoParts {
  /** The arguments of the `dbt parse` that stands for the command's own parse. */
  readonly parseArgv: readonly string[];
  /** Called when the manifest is written; answers the arguments of the command. A rejection ends the command. */
  readonly onParsed: () => Promise<readonly string[]>;
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
