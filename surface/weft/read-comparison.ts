/** Reads with what `state:` of a selector compares, as an address has it: `previous`, a time, `environment:12` or `state:345`. */
import { idSchema } from '@weft/base/id';
import type { CompareWith } from '@weft/domain/catalog/compare-account';
import { z } from 'zod';

const time = z.iso.datetime({ offset: true }).or(z.iso.date());

export const comparisonSchema = z
  .string()
  .max(64)
  .default('previous')
  .transform((text, problems): CompareWith => {
    if (text === 'previous') return { kind: 'previous' };
    const [, kind, number] = /^(environment|state):(\d{1,16})$/.exec(text) ?? [];
    const environmentId = idSchema<'environment'>().safeParse(number);
    const invocationId = idSchema<'invocation'>().safeParse(number);
    if (kind === 'environment' && environmentId.success) return { kind, environmentId: environmentId.data };
    if (kind === 'state' && invocationId.success) return { kind, invocationId: invocationId.data };
    const at = time.safeParse(text);
    if (at.success) return { kind: 'at', at: new Date(at.data) };
    problems.addIssue({
      code: 'custom',
      message: 'compare is previous, a time such as 2026-01-31T12:00:00Z, environment: with an id, or state: with an id',
    });
    return z.NEVER;
  });
