/** Makes and changes a connection to a warehouse, and tries it before it is saved. */
import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireAdapter, WireConnection } from '@weft/wire/weft/connection';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { AdapterFields, type FieldValues, initialValues } from './adapter-fields.tsx';
import { adaptersQuery, changeConnection, createConnection, testConnection } from './connection-queries.ts';
import { ConnectionTester } from './connection-test.tsx';

interface Props {
  readonly accountId: number;
  readonly deed: string;
  /** Left out: a new one. */
  readonly connection?: WireConnection;
  readonly onMade: (connection: WireConnection) => void;
  readonly others?: ReactNode;
}

export function ConnectionForm(props: Props): ReactNode {
  return <Loaded from={useQuery(adaptersQuery)}>{(adapters) => <FormOf {...props} adapters={adapters} />}</Loaded>;
}

function FormOf(props: Props & { readonly adapters: readonly WireAdapter[] }): ReactNode {
  const { accountId, connection, adapters } = props;
  const [name, setName] = useState(connection?.name ?? '');
  const [adapterName, setAdapterName] = useState(connection?.adapter ?? 'duckdb');
  const [maxRuns, setMaxRuns] = useState(connection?.max_runs ?? null);
  const [changes, setChanges] = useState<FieldValues>({});
  const adapter = adapters.find((it) => it.name === adapterName) ?? adapters[0];
  const queries = useQueryClient();
  const config = connection === undefined && adapter !== undefined ? { ...initialValues(adapter.connection), ...changes } : changes;
  const save = useMutation({
    mutationFn: () =>
      connection === undefined
        ? createConnection(accountId, { name: name.trim(), adapter: adapterName, config, max_runs: maxRuns })
        : changeConnection(connection, { name: name.trim(), config, max_runs: maxRuns }),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ['connections', accountId] });
      props.onMade(saved);
    },
  });
  if (adapter === undefined) return null;
  return (
    <Form deed={props.deed} isBusy={save.isPending} error={save.error} onSubmit={() => save.mutate()} others={props.others}>
      <NativeSelect
        label="Adapter"
        disabled={connection !== undefined}
        value={adapterName}
        data={adapters.map((it) => ({ value: it.name, label: it.title }))}
        onChange={(event) => {
          setAdapterName(event.currentTarget.value);
          setChanges({});
        }}
      />
      <TextInput
        label="Connection name"
        required
        maxLength={255}
        placeholder={adapterName === 'duckdb' ? 'Warehouse file' : 'Analytics warehouse'}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <AdapterFields
        fields={adapter.connection}
        values={{ ...connection?.config, ...config }}
        secretFields={connection?.secret_fields ?? []}
        onChange={(change) => setChanges({ ...changes, ...change })}
      />
      {adapterName === 'duckdb' ? null : (
        <NumberInput
          label="Runs at a time"
          description="1 makes it a warehouse with a single writer: further runs wait in line. Empty: any number."
          min={1}
          max={1_000}
          allowDecimal={false}
          value={maxRuns ?? ''}
          onChange={(value) => setMaxRuns(value === '' ? null : Number(value))}
        />
      )}
      <TestPart accountId={accountId} connection={connection} adapter={adapter} config={config} />
    </Form>
  );
}

/** The credentials belong to environments and people; here they serve one test and are kept nowhere. */
function TestPart(props: {
  readonly accountId: number;
  readonly connection: WireConnection | undefined;
  readonly adapter: WireAdapter;
  readonly config: FieldValues;
}): ReactNode {
  const { accountId, connection, adapter, config } = props;
  const [changes, setChanges] = useState<FieldValues>({});
  const values = { ...initialValues(adapter.credential), ...changes };
  const begin = () => testConnection(accountId, { connection_id: connection?.id ?? null, adapter: adapter.name, config, values });
  if (adapter.credential.length === 0) return <ConnectionTester accountId={accountId} begin={begin} />;
  return (
    <details>
      <summary style={{ cursor: 'pointer', fontSize: 13 }}>Test it before you save</summary>
      <fieldset style={{ border: 0, padding: 0, margin: '12px 0 0', display: 'grid', gap: 14 }}>
        <legend className="weft-dim" style={{ fontSize: 12, padding: 0, marginBottom: 10 }}>
          For this test only, and kept nowhere: environments have credentials of their own.
        </legend>
        <AdapterFields
          fields={adapter.credential.map((field) => ({ ...field, is_required: false, help: field.is_secret ? '' : field.help }))}
          values={values}
          secretFields={[]}
          onChange={(change) => setChanges({ ...changes, ...change })}
        />
        <ConnectionTester accountId={accountId} begin={begin} />
      </fieldset>
    </details>
  );
}
