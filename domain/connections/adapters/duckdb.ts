/** DuckDB: a file on the server. The official API has no such adapter; its names are ours. */
import type { Adapter } from './declaration.ts';

export const duckdb: Adapter = {
  name: 'duckdb',
  title: 'DuckDB',
  type: 'duckdb',
  versions: ['duckdb_v0'],
  credentialType: 'adapter',
  docs: 'https://docs.getdbt.com/docs/core/connect-data-platform/duckdb-setup',
  schemaField: 'schema',
  schemaKey: 'schema',
  // Somebody who tests the connection has the file for a moment.
  fixed: { 'retries.connect_attempts': 2 },
  place: (values) => String(values.get('path') ?? ''),
  connection: [
    {
      name: 'path',
      label: 'File',
      help: 'On the server. A plain name lies in Weft’s warehouse folder; an absolute path can be anywhere else. Runs on one file wait for each other, since DuckDB has one writer.',
      kind: 'text',
      isRequired: true,
      initial: 'warehouse.duckdb',
      key: 'path',
    },
  ],
  credential: [],
};
