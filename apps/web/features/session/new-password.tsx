/** The field for a password that is being chosen. */
import { PasswordInput } from '@mantine/core';
import type { ReactNode } from 'react';

export function NewPassword(props: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label?: string;
  readonly isFirst?: boolean;
}): ReactNode {
  return (
    <PasswordInput
      label={props.label ?? 'Password'}
      description="At least 10 characters; three words that do not belong together are good"
      name="new-password"
      autoComplete="new-password"
      required
      withAsterisk={false}
      autoFocus={props.isFirst ?? false}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
