/** The fields of an adapter in the official API's shape: `/api/v3/adapter-schema/?adapter_version=…`. */
import { requireAdapter } from '@weft/domain/connections/adapters/all';
import type { AdapterField } from '@weft/domain/connections/adapters/declaration';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

export const adapterSchemaRoute: AnyRoute = route({
  method: 'GET',
  path: '/api/v3/adapter-schema/',
  needs: 'caller',
  input: z.object({ query: z.object({ adapter_version: z.string() }) }),
  answer: async (_host, { query }) => {
    const adapter = requireAdapter(query.adapter_version);
    const schema: AdapterField = {
      ...{ name: adapter.schemaField, label: 'Schema', help: 'In which models are built.', kind: 'text', key: adapter.schemaKey },
      isRequired: true,
    };
    return {
      adapter: {
        metadata: { title: adapter.title, docs_link: adapter.docs, image_link: '', private_link: null },
        connection: presentSchema(adapter.connection),
        credential: presentSchema([...adapter.credential, schema]),
        platform_metadata_credentials: presentSchema([]),
        analytics_credentials: presentSchema([]),
        semantic_layer_credentials: presentSchema(adapter.credential),
        cost_insights_config: presentSchema([]),
      },
    };
  },
});

function presentSchema(fields: readonly AdapterField[]) {
  const advanced = fields.filter(({ isAdvanced }) => isAdvanced);
  return {
    fields: Object.fromEntries(fields.map((field) => [field.name, presentField(field)])),
    field_order: fields.map(({ name }) => name),
    field_groups: advanced.length === 0 ? [] : [{ name: 'Optional', members: advanced.map(({ name }) => name) }],
  };
}

function presentField(field: AdapterField) {
  const kinds = { text: 'text', long_text: 'textarea', number: 'number', boolean: 'checkbox', choice: 'select', list: 'list' } as const;
  return {
    metadata: {
      label: field.label,
      description: field.help,
      field_type: kinds[field.kind],
      encrypt: field.isSecret ?? false,
      overrideable: false,
      is_searchable: false,
      options: field.choices ?? [],
      depends_on: field.when ? { [field.when.field]: field.when.among } : null,
      validation: { required: field.isRequired ?? false, minimum: field.min ?? null, maximum: field.max ?? null },
    },
    value: field.initial ?? null,
  };
}
