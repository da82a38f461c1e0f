/** Extended attributes of an environment: YAML or JSON that is put over the rendered profile. */
import { Textarea } from '@mantine/core';
import { queryOptions } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask, get } from '../../kit/api.ts';

interface WireExtendedAttributes {
  readonly id: number;
  readonly text: string;
}

function pathOf(accountId: number, projectId: number): string {
  return `/api/v3/accounts/${accountId}/projects/${projectId}/extended-attributes/`;
}

export function extendedAttributesQuery(accountId: number, projectId: number, id: number) {
  return queryOptions({
    queryKey: ['extended-attributes', accountId, id],
    queryFn: () => get<WireExtendedAttributes>(`${pathOf(accountId, projectId)}${id}/`),
  });
}

/** Answers the id to tie the environment to; null: the text is empty, so there are none. */
export async function saveExtendedAttributes(
  place: { readonly accountId: number; readonly projectId: number },
  before: number | null,
  text: string,
): Promise<number | null> {
  if (text.trim() === '') return null;
  const path = pathOf(place.accountId, place.projectId);
  const body = { extended_attributes: text };
  const saved = await ask<WireExtendedAttributes>(before === null ? 'POST' : 'PATCH', before === null ? path : `${path}${before}/`, body);
  return saved.id;
}

export function ExtendedAttributesField({
  text,
  onChange,
}: {
  readonly text: string;
  readonly onChange: (text: string) => void;
}): ReactNode {
  const problem = problemOf(text);
  return (
    <Textarea
      label="Extended attributes"
      description="YAML or JSON, with the keys of profiles.yml; each takes the place of what the connection and the credentials say. Variables work: {{ env_var('DBT_ENV_SECRET_…') }}."
      placeholder={'role: loader\nconnect_timeout: 30'}
      autosize
      minRows={3}
      maxRows={14}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      error={problem}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What can be seen without the server, which has the last word. */
export function problemOf(text: string): string | null {
  if (text.trim() === '') return null;
  if (new TextEncoder().encode(text).length > 4096) return 'Too long: 4096 bytes is the most.';
  if (text.trimStart().startsWith('{')) return jsonProblem(text);
  const wrong = text.split('\n').findIndex((line) => /^\t|^ *\t/.test(line));
  if (wrong >= 0) return `Line ${wrong + 1}: YAML is indented with blanks, not tabs.`;
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.trim().startsWith('#')) ?? '';
  return /^[^\s:#]+\s*:(\s|$)/.test(first) || first.startsWith('"') ? null : 'It must be keys with values, such as “role: loader”.';
}

function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    // YAML in braces is right as well, and only the server reads that.
    return /:\s*\w/.test(text) && !text.includes('"') ? null : `Not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`;
  }
}
