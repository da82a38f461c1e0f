/** Reads an environment as clients send it. */
import { idSchema } from '@weft/base/id';
import { z } from 'zod';

const text = z.string().max(255).nullish();
// Forms know no other values than texts.
const flag = z.union([z.boolean(), z.stringbool()]).nullish();
export const environmentChange = z.object({
  name: z.string().optional(),
  type: z.enum(['development', 'deployment']).optional(),
  // Some clients send an empty text for none.
  deployment_type: z.preprocess((value) => value || null, z.enum(['production', 'staging']).nullable()),
  dbt_version: text,
  use_custom_branch: flag,
  custom_branch: text,
  connection_id: idSchema<'connection'>().nullish(),
  credentials_id: idSchema<'credential'>().nullish(),
  extended_attributes_id: idSchema<'extendedAttributes'>().nullish(),
  primary_profile_id: idSchema<'profile'>().nullish(),
  dbt_project_subdirectory: z.string().max(1000).nullish(),
  supports_docs: flag,
  enable_model_query_history: flag,
  enable_dbt_state: flag,
  state: z.coerce.number().int().optional(),
});
export const newEnvironment = environmentChange.extend({
  name: z.string(),
  type: z.enum(['development', 'deployment']).default('deployment'),
});

/** What the body says, in our words; a connection or credentials that are left out become none, as the official API has it. */
export function readEnvironment(it: z.infer<typeof environmentChange>) {
  return {
    ...(it.name === undefined ? {} : { name: it.name }),
    ...(it.type === undefined ? {} : { type: it.type }),
    deploymentType: it.deployment_type,
    ...(it.dbt_version ? { dbtVersion: it.dbt_version } : {}),
    customBranch: it.use_custom_branch === false ? null : it.custom_branch || null,
    connectionId: it.connection_id ?? null,
    credentialId: it.credentials_id ?? null,
    extendedAttributesId: it.extended_attributes_id ?? null,
    primaryProfileId: it.primary_profile_id ?? null,
    ...(it.dbt_project_subdirectory === undefined ? {} : { dbtProjectSubdirectory: it.dbt_project_subdirectory || null }),
    ...(it.supports_docs == null ? {} : { supportsDocs: it.supports_docs }),
    ...(it.enable_model_query_history == null ? {} : { enableModelQueryHistory: it.enable_model_query_history }),
    ...(it.enable_dbt_state == null ? {} : { enableDbtState: it.enable_dbt_state }),
  };
}
