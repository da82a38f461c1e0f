/** Weft's home: where everything that Weft keeps on disk lies. */
import { join } from 'node:path';

export interface Paths {
  readonly home: string;
  readonly database: string;
  readonly blobs: string;
  /** Managed venvs, one an (engine version, adapter set) pair. */
  readonly venvs: string;
  /** The local CA, its certificate for the server, and the bundle with the public roots. */
  readonly tls: string;
  readonly keys: string;
  /** Bare managed git repositories, `<repository id>.git`. */
  readonly repositories: string;
  /** One folder a run, removed when the run has ended and its artifacts are stored. */
  readonly workspaces: string;
  /** Uploads while they are received. */
  readonly spool: string;
  /** Uploads that were refused, kept for the person who must find out why. */
  readonly quarantine: string;
  /** Default place for DuckDB files. */
  readonly warehouses: string;
  /** Live logs of running steps, until they rest in the blob store. */
  readonly logs: string;
}

export function pathsIn(home: string): Paths {
  return {
    home,
    database: join(home, 'database'),
    blobs: join(home, 'blobs'),
    venvs: join(home, 'venvs'),
    tls: join(home, 'tls'),
    keys: join(home, 'keys'),
    repositories: join(home, 'repositories'),
    workspaces: join(home, 'workspaces'),
    spool: join(home, 'spool'),
    quarantine: join(home, 'quarantine'),
    warehouses: join(home, 'warehouses'),
    logs: join(home, 'logs'),
  };
}
