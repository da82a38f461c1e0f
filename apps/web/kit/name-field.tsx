/** The name of something that a program will use: asked first, since it is how people tell one from another. */
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

export function NameField(props: {
  readonly value: string;
  readonly onChange: (name: string) => void;
  readonly description?: string;
}): ReactNode {
  const { value, onChange, description = 'What uses it, so that it can be told from others later' } = props;
  return (
    <TextInput
      label="Name"
      description={description}
      required
      data-autofocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
