/** One value that is edited where it stands: Enter keeps, Escape leaves it, an empty text takes it away. */
import { PasswordInput, TextInput } from '@mantine/core';
import { isSecretName } from '@weft/dbt/variables/variable-name';
import type { KeyboardEvent, ReactNode } from 'react';
import { useState } from 'react';
import classes from './variables.module.css';

export function ValueCell(props: {
  readonly name: string;
  /** "in Production". */
  readonly where: string;
  /** undefined: it has none of its own there. */
  readonly value: string | undefined;
  /** What holds instead; null: nothing. */
  readonly inherited: string | null;
  readonly mayEdit: boolean;
  /** Resolves when it is kept; null takes it away. */
  readonly onKeep: (value: string | null) => Promise<unknown>;
}): ReactNode {
  const { name, where, value, inherited, mayEdit } = props;
  const isSecret = isSecretName(name);
  const [typed, setTyped] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const shown = value ?? inherited;
  const look = `${mayEdit ? classes.value : classes.still} ${value === undefined ? classes.inherited : ''}`;
  const text = shown ?? 'not set';
  const told = value === undefined && shown !== null ? `${shown}, from the project` : text;
  if (!mayEdit)
    return (
      <span className={look} title={told}>
        {text}
      </span>
    );
  if (typed === null)
    return (
      // A secret is never shown, so what is typed replaces it whole.
      <button
        type="button"
        className={look}
        aria-label={`Edit ${name} ${where}`}
        title={told}
        onClick={() => setTyped(isSecret ? '' : (value ?? ''))}
      >
        {text}
      </button>
    );
  const keep = async () => {
    if (isBusy) return;
    const isSame = isSecret ? typed === '' : typed === (value ?? '');
    if (isSame) return setTyped(null);
    setBusy(true);
    await props.onKeep(typed === '' ? null : typed).then(
      () => setTyped(null),
      () => {},
    );
    setBusy(false);
  };
  const field = {
    size: 'xs' as const,
    value: typed,
    disabled: isBusy,
    autoFocus: true,
    'aria-label': `${name} ${where}`,
    placeholder: isSecret && value !== undefined ? 'A new value' : 'Not set',
    onBlur: keep,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter') void keep();
      if (event.key === 'Escape') setTyped(null);
    },
  };
  return isSecret ? (
    <PasswordInput {...field} autoComplete="new-password" onChange={(event) => setTyped(event.currentTarget.value)} />
  ) : (
    <TextInput {...field} spellCheck={false} onChange={(event) => setTyped(event.currentTarget.value)} />
  );
}
