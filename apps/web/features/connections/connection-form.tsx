/** Makes a connection to a warehouse. */
import { NativeSelect, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ConnectionRequest, WireConnection, WirePostgresConfig } from '@weft/wire/weft/connection';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Fields, Form } from '../../kit/form.tsx';
import { createConnection } from './connection-queries.ts';

interface ConnectionDraft {
  readonly adapter: 'duckdb' | 'postgres';
  readonly name: string;
  readonly path: string;
  readonly postgres: WirePostgresConfig;
}

const blank: ConnectionDraft = {
  adapter: 'duckdb',
  name: '',
  path: 'warehouse.duckdb',
  postgres: { hostname: '', port: 5432, dbname: '', sslmode: 'prefer' },
};

export function ConnectionForm(props: {
  readonly accountId: number;
  readonly deed: string;
  readonly onMade: (connection: WireConnection) => void;
  readonly others?: ReactNode;
}): ReactNode {
  const [draft, setDraft] = useState(blank);
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => createConnection(props.accountId, requestOf(draft)),
    onSuccess: async (connection) => {
      await queries.invalidateQueries({ queryKey: ['connections', props.accountId] });
      props.onMade(connection);
    },
  });
  const change = (part: Partial<ConnectionDraft>) => setDraft({ ...draft, ...part });
  return (
    <Form deed={props.deed} isBusy={create.isPending} error={create.error} onSubmit={() => create.mutate()} others={props.others}>
      <SegmentedControl
        w="fit-content"
        aria-label="Warehouse"
        value={draft.adapter}
        onChange={(value) => change({ adapter: value === 'postgres' ? 'postgres' : 'duckdb' })}
        data={[
          { value: 'duckdb', label: 'DuckDB file' },
          { value: 'postgres', label: 'PostgreSQL' },
        ]}
      />
      <TextInput
        label="Connection name"
        required
        placeholder={draft.adapter === 'duckdb' ? 'Warehouse file' : 'Analytics database'}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      {draft.adapter === 'duckdb' ? (
        <TextInput
          label="File"
          description="On the server. A plain name lies in Weft’s warehouse folder; an absolute path can be anywhere else. Runs on one file wait for each other, since DuckDB has one writer."
          required
          value={draft.path}
          onChange={(event) => change({ path: event.currentTarget.value })}
        />
      ) : (
        <PostgresFields config={draft.postgres} onChange={(part) => change({ postgres: { ...draft.postgres, ...part } })} />
      )}
    </Form>
  );
}

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

function PostgresFields(props: {
  readonly config: WirePostgresConfig;
  readonly onChange: (change: Partial<WirePostgresConfig>) => void;
}): ReactNode {
  const { config, onChange } = props;
  return (
    <>
      <Fields>
        <TextInput label="Host" required value={config.hostname} onChange={(event) => onChange({ hostname: event.currentTarget.value })} />
        <NumberInput
          label="Port"
          min={1}
          max={65_535}
          value={config.port}
          onChange={(value) => onChange({ port: Number(value) || 5432 })}
        />
      </Fields>
      <Fields>
        <TextInput label="Database" required value={config.dbname} onChange={(event) => onChange({ dbname: event.currentTarget.value })} />
        <NativeSelect
          label="TLS (sslmode)"
          value={config.sslmode}
          data={[...sslModes]}
          onChange={(event) => onChange({ sslmode: sslModes.find((mode) => mode === event.currentTarget.value) ?? 'prefer' })}
        />
      </Fields>
    </>
  );
}

function requestOf({ adapter, name, path, postgres }: ConnectionDraft): ConnectionRequest {
  if (adapter === 'duckdb') return { name: name.trim(), adapter, config: { path: path.trim() } };
  return { name: name.trim(), adapter, config: postgres };
}
