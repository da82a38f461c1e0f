/** Fields of an adapter, made from its declaration; what people seldom need is folded away. */
import { Checkbox, NativeSelect, NumberInput, PasswordInput, Textarea, TextInput } from '@mantine/core';
import type { WireField, WireFieldValue } from '@weft/wire/weft/connection';
import type { ReactNode } from 'react';
import { Fields } from '../../kit/form.tsx';

/** null: emptied by a person, so that what was kept goes away. */
export type FieldValues = Readonly<Record<string, WireFieldValue | null>>;

export interface AdapterFieldsProps {
  readonly fields: readonly WireField[];
  readonly values: FieldValues;
  /** Names of fields whose secret is kept already. */
  readonly secretFields: readonly string[];
  readonly onChange: (change: FieldValues) => void;
}

/** What a form begins with. */
export function initialValues(fields: readonly WireField[]): FieldValues {
  return Object.fromEntries(fields.flatMap(({ name, initial }) => (initial === null ? [] : [[name, initial]])));
}

export function AdapterFields({ fields, values, secretFields, onChange }: AdapterFieldsProps): ReactNode {
  const asked = fields.filter((field) => isAsked(field, values));
  const usual = asked.filter((field) => !field.is_advanced);
  const advanced = asked.filter((field) => field.is_advanced);
  const show = (field: WireField) => (
    <AdapterField
      key={field.name}
      field={field}
      value={values[field.name] ?? null}
      isKept={secretFields.includes(field.name)}
      onChange={(value) => onChange({ [field.name]: value })}
    />
  );
  return (
    <>
      {grouped(usual).map((group) => (group.length === 1 ? group.map(show) : <Fields key={group[0]?.name}>{group.map(show)}</Fields>))}
      {advanced.length === 0 ? null : (
        <details>
          <summary className="weft-dim" style={{ cursor: 'pointer', fontSize: 13 }}>
            More settings
          </summary>
          <div style={{ display: 'grid', gap: 14, marginTop: 14 }}>
            {grouped(advanced).map((group) => (
              <Fields key={group[0]?.name}>{group.map(show)}</Fields>
            ))}
          </div>
        </details>
      )}
    </>
  );
}

function isAsked({ when }: WireField, values: FieldValues): boolean {
  return when === null || when.among.some((value) => value === values[when.field]);
}

/** Short ones stand side by side in pairs; long ones alone. */
function grouped(fields: readonly WireField[]): readonly (readonly WireField[])[] {
  const groups: WireField[][] = [];
  for (const field of fields) {
    const last = groups.at(-1);
    const isWide = field.kind === 'long_text' || field.kind === 'boolean' || field.help.length > 110;
    const isOpen =
      last !== undefined &&
      last.length < 2 &&
      last[0] !== undefined &&
      !(last[0].kind === 'long_text' || last[0].kind === 'boolean' || last[0].help.length > 110);
    if (isOpen && !isWide) last.push(field);
    else groups.push([field]);
  }
  return groups;
}

interface OneProps {
  readonly field: WireField;
  readonly value: WireFieldValue | null;
  readonly isKept: boolean;
  readonly onChange: (value: WireFieldValue | null) => void;
}

function AdapterField({ field, value, isKept, onChange }: OneProps): ReactNode {
  const description = field.is_secret && isKept ? 'One is kept. Leave it empty to keep it.' : field.help;
  const base = { label: field.label, description: description === '' ? undefined : description, required: field.is_required && !isKept };
  const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(' ') : value === null ? '' : String(value);
  // A secret that was not touched is not sent; any other field that is emptied is.
  const write = (next: string) => onChange(next === '' && !field.is_secret ? null : next);
  switch (field.kind) {
    case 'number':
      return (
        <NumberInput
          {...base}
          min={field.min ?? undefined}
          max={field.max ?? undefined}
          hideControls
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(next === '' ? null : Number(next))}
        />
      );
    case 'boolean':
      return (
        <Checkbox
          label={field.label}
          description={field.help}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return <NativeSelect {...base} data={[...field.choices]} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'long_text':
      return (
        <Textarea
          {...base}
          autosize
          minRows={3}
          maxRows={8}
          autoComplete="off"
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
        />
      );
    case 'list':
    case 'text':
      return field.is_secret ? (
        <PasswordInput
          {...base}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': `Show ${field.label}` }}
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
        />
      ) : (
        <TextInput {...base} autoComplete="off" value={text} onChange={(event) => write(event.currentTarget.value)} />
      );
  }
}
