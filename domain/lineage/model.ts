/** The nouns of lineage integrations. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { z } from 'zod';

export const integrationNameSchema = z.enum(['tableau', 'powerbi']);

export interface Integration {
  readonly id: Id<'lineageIntegration'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly name: z.infer<typeof integrationNameSchema>;
  /** Without its secret fields. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly hasSecrets: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Faults: invalid `lineage_integration.name_unknown`. */
export function readIntegrationName(text: string): Integration['name'] {
  const read = integrationNameSchema.safeParse(text);
  if (read.success) return read.data;
  throw new Fault(
    'invalid',
    'lineage_integration.name_unknown',
    `"${text}" is no BI tool that lineage can end in: it is tableau or powerbi.`,
  );
}

/** A folder or a dashboard that a project watches, as the tool names it. */
export interface Selected {
  readonly identifier: string;
  readonly name: string;
  readonly type: 'folder' | 'dashboard';
}

/** `token` is the secret and `token_name` says which one it is. */
export function isSecretField(name: string): boolean {
  return /(^|_)(token|secret|password|client_secret|private_key|token_value|token_secret)$/.test(name);
}

export function splitSecrets(config: Readonly<Record<string, unknown>>): {
  readonly plain: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
} {
  const entries = Object.entries(config);
  return {
    plain: Object.fromEntries(entries.filter(([name]) => !isSecretField(name))),
    secrets: Object.fromEntries(entries.filter(([name]) => isSecretField(name))),
  };
}
